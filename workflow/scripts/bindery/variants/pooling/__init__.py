"""Pooled activations of detectors for both alleles, by which their scores are found fast."""
