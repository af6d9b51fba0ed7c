"""How well models tell methylated sites from others: in each cell, and in contexts of the genome."""
