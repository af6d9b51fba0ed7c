"""Figures of variants: their effects, both alleles of one, and the variants along a locus.

May import what `figures` may.
"""
