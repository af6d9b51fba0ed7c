"""Writes the scores of variants into the VCF that they came from."""
