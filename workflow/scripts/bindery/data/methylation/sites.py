"""Sites with their states in several cells."""

from dataclasses import dataclass

import numpy as np

from bindery.columns import Columns


@dataclass
class Cells(Columns):
    """Sites with a state in at least one cell, sorted by chromosome and position.

    Attributes:
        chrom: names, object, shape (n,).
        position: 0-based position of the forward strand's C, int64, shape (n,).
        state: 1 methylated, 0 not, NaN not measured, float32, shape (n, cells).
    """

    chrom: np.ndarray
    position: np.ndarray
    state: np.ndarray
