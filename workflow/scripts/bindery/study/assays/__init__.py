"""Assays: what each one's rows of the experiments table name, and their settings by default."""
