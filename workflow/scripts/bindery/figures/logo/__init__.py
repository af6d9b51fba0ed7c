"""Sequence logos: the outlines of letters, logos in figures, and small ones in tables.

May import what `figures` may.
"""
