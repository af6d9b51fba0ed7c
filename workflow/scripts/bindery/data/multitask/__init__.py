"""Tensors of many tasks: all experiments of a study in one file, a column for each experiment."""
