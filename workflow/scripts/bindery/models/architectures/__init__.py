"""Architectures, one in each file: `build(window, ...)` returns a named `keras.Model`."""
