"""Figures of single assays."""
