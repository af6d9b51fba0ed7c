"""Assays whose files need a reader of their own."""
