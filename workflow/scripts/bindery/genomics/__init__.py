"""Genomes, intervals, and their files: FASTA, BED, narrowPeak, tables of digests.

May import the modules at the package's top, and folders from `study` to `runtime`.
"""
