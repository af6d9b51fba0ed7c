"""Fitting one model and its baselines to a tensor, and predictions of held-out rows.

May import the modules at the package's top, and folders from `study` to `models`.
"""
