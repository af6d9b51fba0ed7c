"""Pages: one for each experiment and one for the study, each a single HTML file.

May import the modules at the package's top, and folders from `study` to `figures`.
"""
