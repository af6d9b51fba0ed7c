"""Load a trained model, after registering the layers that it may have.

Only code of Keras's layers and of this package runs. A user's own architecture, whose file is code,
runs only if the caller names it.
"""

from os import PathLike
from pathlib import Path

import keras

from bindery.errors import InputError
from bindery.files import parsing, read_json
from bindery.models import blends as _blends  # noqa: F401  as these do.
from bindery.models import foreign as _foreign  # noqa: F401
from bindery.models import kernel_layer as _kernel_layer  # noqa: F401  Registers its layers,
from bindery.models import kmer_layer as _kmer_layer  # noqa: F401
from bindery.models import layers as _layers  # noqa: F401
from bindery.models import registry
from bindery.models.keras_files import REMEDY, check_safe
from bindery.study.architecture_names import divided


def load_model(path: str | PathLike, *architectures: str) -> keras.Model:
    """Load a model that training wrote, on any backend of Keras.

    Args:
        path: a model's folder in a study's results, or its `.keras` file.
        architectures: `path/to/file.py:function` of a user's own model, whose file may define
            layers. Its code runs. Not needed for models without layers of their own.

    Raises:
        InputError: there is no model, it is a baseline, the file of its architecture is missing, or
            it has layers that are neither Keras's nor the package's, and no architecture is named.
    """
    file = Path(path)
    if file.is_dir():
        file = _file_in(file)
    for architecture in architectures:
        _import(architecture, path)
    if not file.is_file():
        raise InputError(
            "there is no such file",
            file=path,
            remedy="give a model's folder, such as results/mine/CTCF/deepbind",
        )
    check_safe(file, _is_registered, _remedy(file))
    with parsing(file):
        return keras.saving.load_model(file, compile=False, safe_mode=True)


def _is_registered(name: str) -> bool:
    """Whether a layer of this name was registered by code that runs already."""
    return keras.saving.get_registered_object(name) is not None


def _import(architecture: str, path: str | PathLike) -> None:
    own, _ = divided(architecture)
    if own is not None and not own.is_file():
        raise InputError(
            f"there is no file '{own}', which defines this model's layers",
            file=path,
            remedy=f"give its path: load_model(..., 'path/to/{own.name}:function')",
        )
    registry.module(architecture)


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


def _remedy(file: Path) -> str:
    """What to do about a layer of a user's own file, which the provenance beside a model names."""
    provenance = file.with_name("provenance.json")
    facts = read_json(provenance) if provenance.is_file() else {}
    name = facts.get("architecture") if isinstance(facts, dict) else None
    if not name or ":" not in name:
        return REMEDY
    return f"if you trust its code, name it: load_model(..., '{name}')"
