"""Fit models and baselines to an experiment's sequences, and predict held-out rows.

May import the modules at the package's top, and folders from `study` to `models`.
"""
