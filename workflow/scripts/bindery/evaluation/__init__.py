"""Evaluate predictions: metrics with intervals, tables of metrics, and scores of new sequences.

May import the modules at the package's top, and folders from `study` to `calibration`.
"""
