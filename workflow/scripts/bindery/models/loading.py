"""Load a trained model, after registering the layers that it may have."""

import json
from os import PathLike
from pathlib import Path

import keras

from bindery.errors import InputError
from bindery.models import blends as _blends  # noqa: F401  as these do.
from bindery.models import kernel_layer as _kernel_layer  # noqa: F401  Registers its layers,
from bindery.models import layers as _layers  # noqa: F401
from bindery.models import registry
from bindery.study.architecture_names import divided


def load_model(path: str | PathLike, *architectures: str) -> keras.Model:
    """Load a model that training wrote, on any backend of Keras.

    Args:
        path: a model's folder in a study's results, or its `.keras` file.
        architectures: `path/to/file.py:function` of a user's own model, whose file may define
            layers; not needed for other models, nor with a folder, whose provenance names it.

    Raises:
        InputError: there is no model, it is a baseline, or the file of its architecture is missing.
    """
    file = Path(path)
    if file.is_dir():
        architectures = architectures or _architectures(file)
        file = _file_in(file)
    for architecture in architectures:
        own, _ = divided(architecture)
        if own is not None and not own.is_file():
            raise InputError(
                f"there is no file '{own}', which defines this model's layers",
                file=path,
                remedy=f"give its path: load_model(..., 'path/to/{own.name}:function')",
            )
        registry.module(architecture)
    if not file.is_file():
        raise InputError(
            "there is no such file",
            file=path,
            remedy="give a model's folder, such as results/mine/CTCF/deepbind",
        )
    return keras.saving.load_model(file, compile=False)


def _file_in(folder: Path) -> Path:
    if (folder / "model.npz").is_file():
        raise InputError(
            "this is a baseline, not a deep model",
            file=folder,
            remedy="read its weights by numpy.load of model.npz, or give a deep model's folder",
        )
    if not (folder / "model.keras").is_file():
        raise InputError(
            "there is no model.keras in this folder",
            file=folder,
            remedy="give a model's folder, such as results/mine/CTCF/deepbind",
        )
    return folder / "model.keras"


def _architectures(folder: Path) -> tuple[str, ...]:
    """The architecture of a model that is a user's own, as its provenance names it."""
    file = folder / "provenance.json"
    name = json.loads(file.read_text()).get("architecture") if file.is_file() else None
    return (name,) if name and ":" in name else ()
