"""Whose results are whose: a job ends with its run, and writes under a name of its own."""
