"""What each base of a sequence adds to a model's score, however it was found, and its file.

Most of it are hypothetical contributions: for each place what each of the four bases would add to
the score of this sequence, were it there, next to the mean of the four. They are what TF-MoDISco
reads (Shrikumar et al. 2018, arXiv:1811.00416). Multiplied by the one-hot sequence they are the
contributions of the bases that are there.
"""

from dataclasses import dataclass
from os import PathLike

import h5py
import numpy as np

from bindery.alphabet import BASES, one_hot
from bindery.errors import InputError
from bindery.files import written

SCHEMA_VERSION = 1
METHODS = ("mutagenesis", "gradient_x_input", "integrated_gradients")
UNIFORM = (0.25, 0.25, 0.25, 0.25)
# Sequences of a chunk of the file, so that a few are read without the rest.
CHUNK = 64


@dataclass
class Attributions:
    """Sequences of a tensor and what methods say of their bases; one row a sequence.

    Attributes:
        sequences: codes, uint8, shape (n, window).
        row: index in the tensor, int64, shape (n,).
        name: object, shape (n,).
        target: float32, shape (n,), NaN = not measured.
        score: the model's, float32, shape (n,).
        mutagenesis: score of the changed sequence minus that of the sequence, for each base at each
            place, 0 at the base that is there: float32, shape (n, window, 4), order ACGT; None
            where the method was not asked for, as with the others.
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
    """Hypothetical contributions by mutagenesis: each effect minus the mean of its place's four.

    So the base that is there contributes what the score loses, on average, when any of the four
    bases takes the place.

    Args:
        effects: as `Attributions.mutagenesis`, float32, shape (n, window, 4).

    Returns:
        float32, shape (n, window, 4); the four of a place add up to 0.
    """
    return effects - effects.mean(axis=2, keepdims=True)


def contributions(hypothetical: np.ndarray, codes: np.ndarray) -> np.ndarray:
    """What the bases that are there contribute, of what each base would.

    Args:
        hypothetical: float32, shape (n, window, 4), order ACGT.
        codes: uint8, shape (n, window).

    Returns:
        float32, shape (n, window): the hypothetical contribution of the base that is there; of an
        unknown base the mean of the four, which is 0 but for a baseline that is not uniform.
    """
    return (hypothetical * one_hot(codes)).sum(axis=2)


def write_attributions(
    path: str | PathLike,
    attributions: Attributions,
    attributes: dict[str, str | int | float] | None = None,
) -> None:
    """Write attributions as HDF5, the same bytes each time, whole or not at all.

    Args:
        path: output: datasets `sequences`, `row`, `name`, `target`, `score` and one a method.
        attributions: with one method or more.
        attributes: of the file, besides `schema_version` and `bases`: experiment, model, steps.

    Raises:
        ValueError: a column has not one row a sequence, or not its shape.
    """
    columns = _columns(attributions)
    with written(path) as temporary, h5py.File(temporary, "w", locking=False) as file:
        for name, values in columns.items():
            packed = values.ndim > 1 and len(values)
            options = {"compression": "gzip", "shuffle": True} if packed else {}
            if packed:
                options["chunks"] = (min(CHUNK, len(values)), *values.shape[1:])
            file.create_dataset(name, data=values, track_times=False, **options)
        names = [str(name) for name in attributions.name]
        file.create_dataset("name", data=names, dtype=h5py.string_dtype(), track_times=False)
        own = {"schema_version": SCHEMA_VERSION, "bases": BASES}
        file.attrs.update({**(attributes or {}), **own})


def _columns(attributions: Attributions) -> dict[str, np.ndarray]:
    """Columns but the names, in their types, once their shapes are checked."""
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
        raise ValueError(f"{len(attributions.name)} names of {len(sequences)} sequences")
    for name, shape in shapes.items():
        if columns[name].shape != shape:
            raise ValueError(f"{name} has shape {columns[name].shape}, not {shape}")
    return columns


def read_attributions(path: str | PathLike) -> Attributions:
    """Read what `write_attributions` wrote.

    Raises:
        InputError: it is of another version of the format.
    """
    with h5py.File(path, "r", locking=False) as file:
        version = int(file.attrs.get("schema_version", 0))
        if version != SCHEMA_VERSION:
            raise InputError(
                f"attributions of format {version}, not {SCHEMA_VERSION}",
                file=path,
                remedy="make them anew",
            )
        columns = {name: file[name][:] for name in file if name != "name"}
        name = np.array([name.decode() for name in file["name"][:]], object)
    return Attributions(name=name, **columns)
