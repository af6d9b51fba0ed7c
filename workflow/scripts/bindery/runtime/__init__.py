"""The machine below a job: GPUs, the backend of Keras, and where libraries keep their files.

May import the modules at the package's top and `study`.
"""
