"""Published models, one file each: `build(window, ...)` returns a named `keras.Model`."""
