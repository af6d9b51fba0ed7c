"""Methylation of single sites: tables of cells, neighbouring sites, and the tensor file's columns."""
