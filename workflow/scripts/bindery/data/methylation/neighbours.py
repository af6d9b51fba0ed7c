"""The nearest measured sites of each site, in each cell."""

import numpy as np

from bindery.data.methylation.sites import Cells

NONE = -1
# Distances are stored in two bytes; farther neighbours are said to be as far.
FARTHEST = 65_535


def neighbours(cells: Cells, part: np.ndarray, each_side: int) -> tuple[np.ndarray, np.ndarray]:
    """States and distances of the measured sites nearest to each site, in each cell.

    A site is no neighbour of itself, in no cell. Neighbours lie on the same chromosome and in the
    same split, so that no state of a test site is an input of a training row, nor the reverse.

    Args:
        cells: the sites, sorted.
        part: split of each site, uint8, shape (n,).
        each_side: number of neighbours on each side.

    Returns:
        States, int8, shape (n, cells, 2 * each_side), 1, 0 or NONE where there is no neighbour;
        and distances in bases, uint16, likewise, FARTHEST at most, 0 without a neighbour. Those on
        the left come first, the farthest first; then those on the right, the nearest first.
    """
    count, many = cells.state.shape
    states = np.full((count, many, 2 * each_side), NONE, np.int8)
    distances = np.zeros((count, many, 2 * each_side), np.uint16)
    _, number = np.unique(cells.chrom.astype(str), return_inverse=True)
    block = number * (int(part.max(initial=0)) + 1) + part
    for own in np.unique(block):
        rows = np.flatnonzero(block == own)
        for cell in range(many):
            found = _of_cell(cells.position[rows], cells.state[rows, cell], each_side)
            states[rows, cell], distances[rows, cell] = found
    return states, distances


def _of_cell(
    position: np.ndarray, state: np.ndarray, each_side: int
) -> tuple[np.ndarray, np.ndarray]:
    """States and distances in one cell and one stretch of sorted sites, shape (n, neighbours)."""
    measured = np.flatnonzero(~np.isnan(state))
    there, value = position[measured], state[measured].astype(np.int8)
    left = np.searchsorted(there, position, side="left")
    right = np.searchsorted(there, position, side="right")
    offset = np.arange(each_side)
    index = np.concatenate([left[:, None] - each_side + offset, right[:, None] + offset], axis=1)
    known = (index >= 0) & (index < len(there))
    if not len(there):
        return np.full(index.shape, NONE, np.int8), np.zeros(index.shape, np.uint16)
    safe = np.clip(index, 0, len(there) - 1)
    distance = np.minimum(np.abs(there[safe] - position[:, None]), FARTHEST)
    states = np.where(known, value[safe], np.int8(NONE))
    return states, np.where(known, distance, 0).astype(np.uint16)


def nearest_mean(states: np.ndarray, distances: np.ndarray, count: int = 2) -> np.ndarray:
    """The mean state of the nearest neighbours in each cell.

    Args:
        states: see `neighbours`.
        distances: see `neighbours`.
        count: number of neighbours.

    Returns:
        float64, shape (n, cells); NaN where there is no neighbour.
    """
    far = np.where(states == NONE, np.iinfo(np.int64).max, distances.astype(np.int64))
    nearest = np.argsort(far, axis=2, kind="stable")[:, :, :count]
    own = np.take_along_axis(states, nearest, axis=2).astype(float)
    known = own != NONE
    total = np.where(known, own, 0).sum(axis=2)
    number = known.sum(axis=2)
    return np.divide(total, number, out=np.full(total.shape, np.nan), where=number > 0)
