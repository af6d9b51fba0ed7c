"""Methylation of single sites: tables of cells, their sites, and neighbouring ones."""
