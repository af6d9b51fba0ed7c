"""Read what a user writes, configs and tables, as it is meant; used by the modules above it."""
