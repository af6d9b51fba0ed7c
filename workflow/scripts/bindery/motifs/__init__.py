"""Motifs as matrices: JASPAR's, files of motifs, and matches with known motifs.

May import the modules at the package's top, and folders from `study` to `genomics`.
"""
