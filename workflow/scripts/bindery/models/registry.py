"""Build models by the name of their architecture, which is the package's or a user's own.

The arguments of `build` after `window` are the settings that a config may give the model. Each file
in `architectures` is an architecture; so is a user's own file, named `path/to/file.py:function`. A
file may also have `VARIANTS` (see `architecture_files.variants`) and
`initialise(model, codes, seed, settings)`, which sets a new model's first weights from training
rows. One that learns nothing but its last layer says so by `LINEAR = True`. One that can be trained
on long stretches of chromosomes has `stretches`, `receptive_field` and `spacing` (see `multitask`).
"""

import functools
import importlib
import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import keras
import numpy as np

from bindery.errors import InputError
from bindery.study.architecture_files import OF_NEIGHBOURS, is_linear
from bindery.study.architecture_names import divided


@functools.cache
def module(architecture: str) -> ModuleType:
    """Import the module of an architecture, which also registers its layers."""
    file, _ = divided(architecture)
    if file is None:
        folder = "architectures.cells" if architecture in OF_NEIGHBOURS else "architectures"
        return importlib.import_module(f"bindery.models.{folder}.{architecture}")
    # A name that no library has: a user's file may well be called keras.py.
    name = f"bindery_own_model_{file.stem}"
    specification = importlib.util.spec_from_file_location(name, file)
    assert specification is not None and specification.loader is not None
    found = importlib.util.module_from_spec(specification)
    # Dataclasses look up their module in sys.modules.
    sys.modules[name] = found
    specification.loader.exec_module(found)
    return found


def build(architecture: str, window: int, **settings: Any) -> keras.Model:
    """Build a model by its architecture's name.

    Args:
        architecture: the name of a module in `architectures`, or `path/to/file.py:function`.
        window: bases in a sequence.
        settings: keyword arguments of that function.

    Returns:
        A model from codes, uint8, shape (batch, window), to scores, shape (batch, outputs).

    Raises:
        InputError: the window is too short for the model's pooling layers.
    """
    _, function = divided(architecture)
    try:
        return getattr(module(architecture), function)(window, **settings)
    except ValueError as error:
        if "zero or negative" not in str(error):
            raise
        raise InputError(
            f"windows of {window} bases are too short for '{architecture}'",
            remedy="set a longer window, or fewer or smaller pools in the model's settings",
        ) from error


def build_cells(architecture: str, *parts: Any, **settings: Any) -> keras.Model:
    """Build a model that reads neighbouring sites.

    Args:
        architecture: the name of a module in `architectures/cells`.
        parts: what its `build` is given first: numbers of cells and neighbours, or two modules.
        settings: keyword arguments of that function.
    """
    return module(architecture).build(*parts, **settings)


def is_solved(architecture: str) -> bool:
    """Whether an architecture learns nothing but its last layer, which then can be solved."""
    return is_linear(Path(str(module(architecture).__file__)))


def initialise(
    architecture: str, settings: dict, model: keras.Model, codes: np.ndarray, seed: int
) -> None:
    """Set a new model's first weights from training rows, if its architecture does so.

    Args:
        architecture: architecture of the model.
        settings: settings that the config gives the model.
        model: the new model.
        codes: codes of training rows, uint8, shape (n, window).
        seed: seed of the random weights.
    """
    first = getattr(module(architecture), "initialise", None)
    if first is not None:
        first(model, codes, seed, settings)


def stretches(architecture: str, length: int, **settings: Any) -> keras.Model:
    """Build the network that an architecture trains on long stretches of chromosomes.

    Its weights are those of `build`'s model, in the same order.

    Args:
        architecture: an architecture with functions `stretches`, `receptive_field` and `spacing`.
        length: bases in a stretch.
        settings: settings of the model.

    Returns:
        A model from codes, uint8, shape (batch, length), to scores, shape
        (batch, positions, outputs).
    """
    return module(architecture).stretches(length, **settings)


def stretch_geometry(architecture: str, settings: dict) -> tuple[int, int]:
    """The bases that a score in a stretch depends on, and those from one score to the next."""
    own = module(architecture)
    return own.receptive_field(settings), own.spacing(settings)
