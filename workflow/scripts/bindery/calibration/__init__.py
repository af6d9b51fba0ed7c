"""Search settings by cross-validation, with many small models trained together as one pack.

May import the modules at the package's top, and folders from `study` to `training`.
"""
