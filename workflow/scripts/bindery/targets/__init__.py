"""Kinds of target, one file each: what a model is to predict, as data.

May import the modules at the package's top. Standard library only: Snakemake parses with them.
"""
