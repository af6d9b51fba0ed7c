"""Reads files of variants into changes: VCF, and tables of pairs of sequences."""
