"""What a trained model has learned: motifs, attributions, in-silico mutagenesis, patterns.

May import the modules at the package's top, and folders from `study` to `evaluation`.
"""
