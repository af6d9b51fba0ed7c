"""Attributions: what each base of a sequence adds to a model's score, by any method; their file.

Most methods give hypothetical contributions: what each of the four bases at a position would add to
the score of the sequence, compared with the mean of the four. TF-MoDISco reads these (Shrikumar et
al. 2018, arXiv:1811.00416). Multiplied by the one-hot sequence, they are the contributions of the
sequence's own bases.
"""

from dataclasses import dataclass
from os import PathLike
from typing import Any

import h5py
import numpy as np

from bindery.alphabet import BASES, one_hot
from bindery.files import written
from bindery.hdf5 import check_version, checked, created, reading, seal

SCHEMA_VERSION = 1
METHODS = ("mutagenesis", "gradient_x_input", "integrated_gradients")
UNIFORM = (0.25, 0.25, 0.25, 0.25)
# Sequences in a chunk of the file, so that a few can be read without the rest.
CHUNK = 64


@dataclass
class Attributions:
    """Sequences of a tensor file and their attributions, one row for each sequence.

    Attributes:
        sequences: codes, uint8, shape (n, window).
        row: index in the tensor file, int64, shape (n,).
        name: object, shape (n,).
        target: float32, shape (n,), NaN = not measured.
        score: the model's score, float32, shape (n,).
        mutagenesis: score of the mutant minus score of the sequence, for each base at each
            position; 0 for the sequence's own base: float32, shape (n, window, 4), order ACGT. This
            and the following are None if the method was not used.
        gradient_x_input: hypothetical contributions, float32, shape (n, window, 4).
        integrated_gradients: hypothetical contributions, float32, shape (n, window, 4).
    """

    sequences: np.ndarray
    row: np.ndarray
    name: np.ndarray
    target: np.ndarray
    score: np.ndarray
    mutagenesis: np.ndarray | None = None
    gradient_x_input: np.ndarray | None = None
    integrated_gradients: np.ndarray | None = None


def hypothetical_of_effects(effects: np.ndarray) -> np.ndarray:
    """Hypothetical contributions by mutagenesis: each effect minus the mean over the position.

    The contribution of the sequence's own base is then the score's mean loss when the base is
    replaced by one of the four, drawn at random.

    Args:
        effects: as `Attributions.mutagenesis`, float32, shape (n, window, 4).

    Returns:
        float32, shape (n, window, 4); the four of a position add up to 0.
    """
    return effects - effects.mean(axis=2, keepdims=True)


def contributions(hypothetical: np.ndarray, codes: np.ndarray) -> np.ndarray:
    """The contributions of the sequence's own bases, from hypothetical contributions.

    Args:
        hypothetical: float32, shape (n, window, 4), order ACGT.
        codes: uint8, shape (n, window).

    Returns:
        float32, shape (n, window): the hypothetical contribution of the sequence's own base. For an
        unknown base it is the mean of the four, which is 0 if the reference sequence is uniform.
    """
    return (hypothetical * one_hot(codes)).sum(axis=2)


def write_attributions(
    path: str | PathLike,
    attributions: Attributions,
    attributes: dict[str, str | int | float] | None = None,
) -> None:
    """Write attributions as HDF5, whole or not at all; the same ones give the same bytes.

    Args:
        path: output, with datasets `sequences`, `row`, `name`, `target`, `score` and one for each
            method.
        attributions: attributions by one method or more.
        attributes: attributes of the file besides `schema_version` and `bases`: experiment, model,
            steps.

    Raises:
        ValueError: a column has the wrong shape or number of rows.
    """
    columns = _columns(attributions)
    with written(path) as temporary, created(temporary) as file:
        for name, values in columns.items():
            packed = values.ndim > 1 and len(values)
            options: dict[str, Any] = dict(checked(values))
            if packed:
                options |= {"compression": "gzip", "shuffle": True}
                options["chunks"] = (min(CHUNK, len(values)), *values.shape[1:])
            file.create_dataset(name, data=values, track_times=False, **options)
        names = [str(name) for name in attributions.name]
        file.create_dataset("name", data=names, dtype=h5py.string_dtype(), track_times=False)
        own = {"schema_version": SCHEMA_VERSION, "bases": BASES}
        file.attrs.update({**(attributes or {}), **own})
        seal(file)


def _columns(attributions: Attributions) -> dict[str, np.ndarray]:
    """All columns except the names, in their types; their shapes are checked."""
    sequences = np.asarray(attributions.sequences, np.uint8)
    columns: dict[str, np.ndarray] = {
        "sequences": sequences,
        "row": np.asarray(attributions.row, np.int64),
        "target": np.asarray(attributions.target, np.float32),
        "score": np.asarray(attributions.score, np.float32),
    }
    shapes = {name: (len(sequences),) for name in ("row", "target", "score")}
    for method in METHODS:
        values = getattr(attributions, method)
        if values is not None:
            columns[method] = np.asarray(values, np.float32)
            shapes[method] = (*sequences.shape, 4)
    if len(attributions.name) != len(sequences):
        raise ValueError(f"{len(attributions.name)} names for {len(sequences)} sequences")
    for name, shape in shapes.items():
        if columns[name].shape != shape:
            raise ValueError(f"{name} has shape {columns[name].shape}, not {shape}")
    return columns


def read_attributions(path: str | PathLike) -> Attributions:
    """Read what `write_attributions` wrote.

    Raises:
        InputError: the file has another version of the format.
    """
    with reading(path) as file:
        check_version(file, path, "attributions of format {}", SCHEMA_VERSION)
        columns = {name: file[name][:] for name in file if name != "name"}
        name = np.array([name.decode() for name in file["name"][:]], object)
    return Attributions(name=name, **columns)
