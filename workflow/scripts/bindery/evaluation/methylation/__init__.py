"""How well models tell methylated sites from others, in each cell and each context."""
