"""Figures of designed sequences. May import what `figures` may."""
