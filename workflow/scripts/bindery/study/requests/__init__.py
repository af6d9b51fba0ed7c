"""What a config asks of trained models, checked when Snakemake parses; standard library only."""
