"""Figures of methylation models."""
