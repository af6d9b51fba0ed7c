"""Windows and their labels in all tasks, packed: a bit for each window and task."""

from dataclasses import dataclass

import numpy as np

from bindery.columns import Columns
from bindery.data.tensors import UNMEASURED


@dataclass
class LabelledWindows(Columns):
    """Windows of one length on one chromosome, in ascending order.

    Attributes:
        start: int64, shape (n,).
        positive: uint8, shape (n, bytes): the label of task t is bit t % 8 of byte t // 8.
        unmeasured: uint8, shape (n, bytes): whether it is not measured, likewise.
    """

    start: np.ndarray
    positive: np.ndarray
    unmeasured: np.ndarray

    def targets(self, tasks: int) -> np.ndarray:
        """The labels as a tensor file stores them: uint8, shape (n, tasks), 0, 1, `UNMEASURED`."""
        labels = np.unpackbits(self.positive, axis=1, count=tasks, bitorder="little")
        unknown = np.unpackbits(self.unmeasured, axis=1, count=tasks, bitorder="little")
        labels[(unknown & ~labels & 1).astype(bool)] = UNMEASURED
        return labels


def no_bits(count: int, tasks: int) -> np.ndarray:
    """Packed labels that are all 0: uint8, shape (count, bytes)."""
    return np.zeros((count, -(-tasks // 8)), np.uint8)


def set_bit(bits: np.ndarray, rows: np.ndarray, task: int) -> None:
    """Set the label of a task in rows, a mask of shape (n,), in place."""
    bits[rows, task // 8] |= np.uint8(1 << task % 8)


def positive_tasks(bits: np.ndarray) -> np.ndarray:
    """The number of positive tasks of each row of packed labels: int64, shape (n,)."""
    return np.bitwise_count(bits).sum(axis=1, dtype=np.int64)


def between(count: int, first: np.ndarray, last: np.ndarray) -> np.ndarray:
    """Which of `count` rows are in any of the spans first to last - 1: bool, shape (count,)."""
    some = first < last
    steps = np.zeros(count + 1, np.int64)
    np.add.at(steps, first[some], 1)
    np.add.at(steps, last[some], -1)
    return np.cumsum(steps)[:-1] > 0


def touched(windows: np.ndarray, length: int, start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Which windows share a base with any interval of the same chromosome.

    Args:
        windows: starts of windows of one length, ascending, shape (n,).
        length: bases in a window.
        start: starts of the intervals, shape (m,).
        end: their ends, shape (m,).

    Returns:
        bool, shape (n,).
    """
    first = np.searchsorted(windows, start - length, side="right")
    last = np.searchsorted(windows, end, side="left")
    return between(len(windows), first, last)
