"""Sequences designed for a score: searches under constraints, and input optimisation."""
