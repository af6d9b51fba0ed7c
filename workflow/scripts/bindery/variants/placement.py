"""Where a change lies in its windows, and the windows of both alleles.

The rule: the first changed base is in column `stored // 2`, the middle: of what is left of the two
alleles without the bases that both end or begin with, the base that is substituted, the first that
is deleted or replaced, or the first that is inserted. Each model thus sees where a change begins,
whatever its window and the change's length, and random changes are placed alike. Left of the change
both windows have the same bases in the same columns. To its right the alternative has the bases
that follow the change, so that it ends elsewhere if the alleles differ in length. Several changes
on one haplotype are placed as one: the longer of the two stretches from the first change to the end
of the last is in the middle, since it fits into every model's window.

Columns beyond the ends of a sequence are unknown.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from bindery import alphabet

# Codes of windows of some rows: (numbers of the rows, first base of each window) -> uint8, shape
# (rows, stored).
Read = Callable[[np.ndarray, np.ndarray], np.ndarray]


class Edit(NamedTuple):
    """A change of a sequence: `removed` bases from `start`, 0-based, become `inserted`."""

    start: int
    removed: int
    inserted: str

    @property
    def end(self) -> int:
        """One past the last base that is replaced."""
        return self.start + self.removed


def stretch(edits: Sequence[Edit]) -> int:
    """Bases from the first change to the end of the last, in the longer of both alleles."""
    reference = max(edit.end for edit in edits) - min(edit.start for edit in edits)
    grown = sum(len(edit.inserted) - edit.removed for edit in edits)
    return reference + max(0, grown)


def stretch_start(edits: Sequence[Edit], stored: int) -> int:
    """The first base of the window of several changes, by the rule above."""
    return min(edit.start for edit in edits) - (stored // 2 - stretch(edits) // 2)


def alternatives(
    reference: np.ndarray, edits: Sequence[Edit], columns: np.ndarray, read: Read
) -> np.ndarray:
    """The windows of alternative alleles.

    Args:
        reference: codes of the references' windows, uint8, shape (n, stored).
        edits: the change of each row.
        columns: the column in which each begins, int64, shape (n,).
        read: gives windows of rows' own sequences.

    Returns:
        uint8, shape (n, stored).
    """
    found = reference.copy()
    stored = reference.shape[1]
    sizes = np.array([len(edit.inserted) for edit in edits], np.int64)
    ends = np.array([edit.end for edit in edits], np.int64)
    removed = np.array([edit.removed for edit in edits], np.int64)
    moved = np.flatnonzero(removed != sizes)
    if len(moved):
        # The same columns, filled from windows that begin where what follows the change fits.
        right = read(moved, ends[moved] - columns[moved] - sizes[moved])
        after = np.arange(stored) >= (columns + sizes)[moved, None]
        found[moved] = np.where(after, right, reference[moved])
    for row, edit in enumerate(edits):
        first = int(columns[row])
        if len(edit.inserted) == 1:
            found[row, first] = alphabet.BASES.index(edit.inserted)
            continue
        skipped = max(0, -first)
        codes = alphabet.encode(edit.inserted[skipped : max(skipped, stored - first)])
        found[row, max(first, 0) : max(first, 0) + len(codes)] = codes
    return found


def together(stretches: np.ndarray, edits: Sequence[Edit], first: int, stored: int) -> np.ndarray:
    """The window of an allele with several changes.

    Args:
        stretches: codes of the reference from the window's first base on, with as many bases more
            than `stored` as the changes remove, uint8.
        edits: the changes, by their starts.
        first: the window's first base, as `edits` count.
        stored: columns of the window.

    Returns:
        uint8, shape (stored,).
    """
    parts, at = [], first
    for edit in edits:
        parts += [stretches[at - first : edit.start - first], alphabet.encode(edit.inserted)]
        at = edit.end
    parts.append(stretches[at - first :])
    return np.concatenate(parts)[:stored]
