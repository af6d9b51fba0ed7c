"""Published models, one file each: `build(window, ...)` returns a named `keras.Model`.

The arguments of `build` after `window`, with their defaults, are the settings that a config may
give the model. A new file here is a new architecture.
"""

import importlib
from types import ModuleType
from typing import Any

import keras


def module(architecture: str) -> ModuleType:
    """The module of an architecture."""
    return importlib.import_module(f"{__name__}.{architecture}")


def build(architecture: str, window: int, **settings: Any) -> keras.Model:
    """Build a model by its architecture's name.

    Args:
        architecture: the name of a module in this folder.
        window: bases in a sequence.
        settings: keyword arguments of that module's `build`.

    Returns:
        A model from codes, uint8, shape (batch, window), to scores, shape (batch, 1).
    """
    return module(architecture).build(window, **settings)
