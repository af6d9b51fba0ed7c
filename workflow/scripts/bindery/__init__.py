"""Bindery: from protein-binding experiments to trained, explained and comparable models."""

__version__ = "0.1.0"
