"""Architectures and their layers, loading a trained model, and the parts that it is made of.

May import the modules at the package's top, and folders from `study` to `data`.
"""
