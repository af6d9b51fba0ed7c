"""Kinds of target: what a model predicts, described as data, one file for each.

May import the modules at the package's top. Standard library only, since Snakemake imports them
when it parses the workflow.
"""
