"""Searching settings by cross-validation, many small models trained as one pack.

May import the modules at the package's top, and folders from `study` to `training`.
"""
