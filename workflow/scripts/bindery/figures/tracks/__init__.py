"""Figures of scores along a genome and of changes of its regions."""
