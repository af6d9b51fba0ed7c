"""Turn peaks or sequences into the tensor file: windows, background, splits without leaks.

May import the modules at the package's top, and folders from `study` to `motifs`.
"""
