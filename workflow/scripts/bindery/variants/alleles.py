"""Reference and alternative windows, with each different reference once."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from bindery.data.tensors import middle_of
from bindery.variants.changed_columns import changed_spans, joint_spans


@dataclass(frozen=True)
class Alleles:
    """Windows of alternative alleles and of their references.

    Attributes:
        references: codes of the different references, uint8, shape (references, window).
        alternatives: codes, uint8, shape (n, window).
        which: the reference of each allele, int64, shape (n,).
    """

    references: np.ndarray
    alternatives: np.ndarray
    which: np.ndarray

    @classmethod
    def of(cls, reference: np.ndarray, alternative: np.ndarray) -> "Alleles":
        """The alleles of two arrays of codes, uint8, shape (n, window), row by row."""
        rows, which = different_rows(reference)
        return cls(reference[rows], np.ascontiguousarray(alternative), which)

    def columns(self, own: slice) -> "Alleles":
        """The same alleles, seen in some neighbouring columns."""
        if (own.start, own.stop) == (0, self.references.shape[1]):
            return self
        cut = np.ascontiguousarray
        return Alleles(cut(self.references[:, own]), cut(self.alternatives[:, own]), self.which)

    def middle(self, window: int) -> "Alleles":
        """The same alleles in their middle, as a model with this window sees them."""
        stored = self.references.shape[1]
        return self if window == stored else self.columns(middle_of(stored, window))

    def parts(self, count: int) -> Iterator[tuple[slice, np.ndarray, "Alleles"]]:
        """Parts of a number of references, with the alleles of one reference together.

        Yields:
            The references' rows, the alleles' rows, and the alleles.
        """
        for first in range(0, len(self.references), count):
            own = slice(first, min(first + count, len(self.references)))
            rows = self.order[self.ends[own.start] : self.ends[own.stop]]
            yield (
                own,
                rows,
                Alleles(self.references[own], self.alternatives[rows], self.which[rows] - first),
            )

    @cached_property
    def spans(self) -> np.ndarray:
        """The columns that the alleles of each reference change, see `joint_spans`."""
        own = changed_spans(self.references, self.alternatives, self.which)
        return joint_spans(own, self.which, len(self.references))

    @cached_property
    def unchanged(self) -> np.ndarray:
        """The rows of alleles that are equal to their reference in these columns, ascending."""
        spans = changed_spans(self.references, self.alternatives, self.which)
        return np.flatnonzero(spans[:, 1] == 0)

    @cached_property
    def order(self) -> np.ndarray:
        """The rows of the alleles, those of one reference together: int64, shape (n,)."""
        return np.argsort(self.which, kind="stable")

    @cached_property
    def ends(self) -> np.ndarray:
        """Where the rows of each reference begin in `order`, and the end: int64."""
        counts = np.bincount(self.which, minlength=len(self.references))
        return np.concatenate([[0], np.cumsum(counts)])


def different_rows(codes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The first of each group of equal rows, and to which of them each row is equal.

    Args:
        codes: uint8, shape (n, window).

    Returns:
        Row numbers, ascending, int64, shape (m,); and for each row a number below m, int64, shape
        (n,).
    """
    if not codes.size:
        return np.zeros(min(len(codes), 1), np.int64), np.zeros(len(codes), np.int64)
    numbers: dict[bytes, int] = {}
    # Slices of one text take half the time of a text for each row.
    text, width = codes.tobytes(), codes.shape[1]
    rows = (text[first : first + width] for first in range(0, len(text), width))
    which = np.array([numbers.setdefault(row, len(numbers)) for row in rows], np.int64)
    return np.flatnonzero(np.diff(np.maximum.accumulate(which), prepend=-1)), which
