"""Genomic intervals, as a table whose columns are arrays."""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from bindery.columns import Columns


@dataclass
class Intervals(Columns):
    """Intervals as columns of the same length, 0-based and half-open.

    Attributes:
        chrom: names, object, shape (n,).
        start: int64, shape (n,).
        end: int64, shape (n,).
        name: object, shape (n,); "." for none.
        score: float64, shape (n,): a BED's score or a narrowPeak's signal value.
        strand: object, shape (n,), "+", "-" or ".".
        summit: int64, shape (n,), position in the chromosome, -1 for none.
        row: int64, shape (n,), line in the file that the interval is from, counted from 1.
    """

    chrom: np.ndarray
    start: np.ndarray
    end: np.ndarray
    name: np.ndarray
    score: np.ndarray
    strand: np.ndarray
    summit: np.ndarray
    row: np.ndarray

    def sorted(self, order: Iterable[str]) -> "Intervals":
        """Sort the intervals by chromosome, in the given order, then by start and end."""
        rank = {name: position for position, name in enumerate(order)}
        ranks = np.array([rank[name] for name in self.chrom], np.int64)
        return self.select(np.lexsort((self.end, self.start, ranks)))


def from_rows(rows: Iterable[tuple]) -> Intervals:
    """Make Intervals from rows (chrom, start, end, name, score, strand, summit, row)."""
    # Numbers go directly into arrays: as Python objects, a million rows would take a gigabyte.
    columns: tuple = ([], array("q"), array("q"), [], array("d"), [], array("q"), array("q"))
    for row in rows:
        for column, value in zip(columns, row, strict=True):
            column.append(value)
    kinds = (object, np.int64, np.int64, object, np.float64, object, np.int64, np.int64)
    return Intervals(*(np.array(column, kind) for column, kind in zip(columns, kinds, strict=True)))


def from_stranded(rows: Iterable[tuple]) -> Intervals:
    """Make Intervals from rows (chrom, start, end, name, strand); the other columns are unknown."""
    return from_rows((*place, 0.0, strand, -1, 0) for *place, strand in rows)


def from_positions(rows: Iterable[tuple]) -> Intervals:
    """Make Intervals from rows (chrom, start, end, name); the other columns are unknown."""
    return from_rows((*row, 0.0, ".", -1, 0) for row in rows)
