"""Figures, one a file, in one style, and how numbers read in them.

May import the modules at the package's top, and folders from `study` to `explanation`.
"""
