"""What methylation models read from neighbouring sites."""
