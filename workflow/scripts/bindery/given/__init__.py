"""What users write, in whatever spelling: tables, empty cells, names of chromosomes."""
