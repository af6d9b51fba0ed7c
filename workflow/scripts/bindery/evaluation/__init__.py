"""How good predictions are: metrics with intervals, tables of them, and scores of new sequences.

May import the modules at the package's top, and folders from `study` to `calibration`.
"""
