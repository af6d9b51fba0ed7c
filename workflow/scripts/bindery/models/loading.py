"""Load a trained model, after registering the layers that it may have."""

from os import PathLike

import keras

from bindery.models import blends as _blends  # noqa: F401  as these do.
from bindery.models import kernel_layer as _kernel_layer  # noqa: F401  Registers its layers,
from bindery.models import layers as _layers  # noqa: F401
from bindery.models import registry


def load_model(path: str | PathLike, *architectures: str) -> keras.Model:
    """Load a `.keras` file that training wrote.

    Args:
        path: path of the file.
        architectures: `path/to/file.py:function` of a user's own model, whose file may define
            layers; not needed for other models.
    """
    for architecture in architectures:
        registry.module(architecture)
    return keras.saving.load_model(path, compile=False)
