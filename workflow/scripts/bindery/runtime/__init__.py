"""The machine that runs a job: GPUs, Keras's backend, and the folders of libraries' own files.

May import the modules at the package's top and `study`.
"""
