"""Motifs as matrices: JASPAR's, files of them, and which known motif another one resembles.

May import the modules at the package's top, and folders from `study` to `genomics`.
"""
