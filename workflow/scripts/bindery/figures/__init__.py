"""Figures, one in each file, in one style, and the format of their numbers.

May import the modules at the package's top, and folders from `study` to `explanation`.
"""
