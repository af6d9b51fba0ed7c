"""Architectures and their layers, loading of a trained model, and the parts of a model.

May import the modules at the package's top, and folders from `study` to `data`.
"""
