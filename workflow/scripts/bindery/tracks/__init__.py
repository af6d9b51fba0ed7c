"""Scores along a genome: scanning, tracks, peaks of tracks, and every change of a region."""
