"""Architectures that read the methylation of neighbouring sites, alone or beside the DNA."""
