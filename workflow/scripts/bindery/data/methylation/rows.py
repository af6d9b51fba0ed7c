"""Rows of a methylation tensor file: sequences, neighbours, and the states of all cells."""

from dataclasses import dataclass
from os import PathLike

import numpy as np

from bindery.columns import Columns
from bindery.data.tensors import Tensor


@dataclass
class CellRows(Columns):
    """Some sites, as columns.

    Attributes:
        sequence: codes, uint8, shape (n, window).
        state: states of neighbours, int8, shape (n, cells, neighbours), see `neighbours`.
        distance: their distances in bases, uint16, likewise.
        targets: 1, 0 or NaN for not measured, float32, shape (n, cells).
    """

    sequence: np.ndarray
    state: np.ndarray
    distance: np.ndarray
    targets: np.ndarray


def read_rows(tensor: Tensor, which: np.ndarray) -> CellRows:
    """The rows of ascending indices of a tensor file."""
    return CellRows(
        sequence=tensor.stored("sequences", which),
        state=tensor.stored("neighbours/state", which),
        distance=tensor.stored("neighbours/distance", which),
        targets=tensor.targets(which),
    )


def open_cells(path: str | PathLike, window: int) -> Tensor:
    """Open a methylation tensor file for sequences of a window; of one base without a genome."""
    with Tensor(path) as opened:
        stored = int(opened.attributes["stored_window"])
    return Tensor(path, window if stored > 1 else 1)
