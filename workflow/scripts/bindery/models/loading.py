"""Load a trained model, with the layers that it names."""

from os import PathLike

import keras

from bindery.models import kernel_layer as _kernel_layer  # noqa: F401  Registers its layers,
from bindery.models import layers as _layers  # noqa: F401  as this does.
from bindery.models import registry


def load_model(path: str | PathLike, architecture: str | None = None) -> keras.Model:
    """Load a `.keras` file that training wrote.

    Args:
        path: of the file.
        architecture: `path/to/file.py:function` of a model of a user's own, whose file may have
            layers of its own; any other needs none.
    """
    if architecture is not None:
        registry.module(architecture)
    return keras.saving.load_model(path, compile=False)
