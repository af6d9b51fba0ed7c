"""Training on methylation profiles: models of many cells, and their baselines."""
