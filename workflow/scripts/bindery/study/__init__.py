"""The study: its config and experiments table, read and checked when Snakemake starts.

May import the modules at the package's top. Standard library only, but for `schema`,
`assemblies` and `reading.config_files`, which read YAML and JSON schemas: all of it runs again in
each job.
"""
