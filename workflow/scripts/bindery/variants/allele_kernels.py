"""Pooled activations of detectors for references and their alternative alleles.

The activation of a detector in a window is a sum over the window's bases. Three neighbouring bases
are looked up at once in a table of their sums, so that a window of 24 bases takes eight additions.
An alternative allele differs from its reference in few windows. Only those are computed for it; the
pools of all other windows are known from the pass over the reference.
"""

import numba
import numpy as np

from bindery.variants.lookup_loop import ADDED, CODES, LANES, TOGETHER, WORDS, pool_windows


def lookup_tables(table: np.ndarray) -> np.ndarray:
    """What each word of a few codes adds at each few positions of a window.

    Args:
        table: what a code adds at a position of a window, float32, shape (width, CODES, detectors).

    Returns:
        float32, shape (blocks, lookups, WORDS, LANES). The number of lookups is a multiple of
        ADDED. Positions beyond the width, and detectors beyond their number, are zero.
    """
    width, _, count = table.shape
    blocks, lookups = -(-count // LANES), -(-width // (TOGETHER * ADDED)) * ADDED
    rows = np.zeros((lookups * TOGETHER, CODES, blocks * LANES), np.float32)
    rows[:width, :, :count] = table
    rows = rows.reshape(lookups, TOGETHER, CODES, -1)
    sums = rows[:, 0, :, None, None] + rows[:, 1, None, :, None] + rows[:, 2, None, None, :]
    return sums.reshape(lookups, WORDS, blocks, LANES).transpose(2, 0, 1, 3).copy()


@numba.njit(cache=True, nogil=True)
def changed_spans(
    references: np.ndarray, alternatives: np.ndarray, which: np.ndarray
) -> np.ndarray:
    """The first changed column of each allele, and one past the last; both 0 if none is changed.

    Args:
        references: codes, uint8, shape (references, window).
        alternatives: codes, uint8, shape (n, window).
        which: the reference of each allele, int64, shape (n,).

    Returns:
        int64, shape (n, 2).
    """
    spans = np.zeros((len(alternatives), 2), np.int64)
    window = alternatives.shape[1]
    for row in range(len(alternatives)):
        one, other = references[which[row]], alternatives[row]
        first, last = 0, window
        while first < window and one[first] == other[first]:
            first += 1
        while last > first and one[last - 1] == other[last - 1]:
            last -= 1
        if first < last:
            spans[row, 0], spans[row, 1] = first, last
    return spans


@numba.njit(cache=True, nogil=True)
def _read(codes: np.ndarray, start: int, padded: np.ndarray, words: np.ndarray) -> None:
    """Put codes between their padding, and find the number of the word at each position."""
    padded[start : start + len(codes)] = codes
    for at in range(len(words)):
        words[at] = (padded[at] * CODES + padded[at + 1]) * CODES + padded[at + 2]


@numba.njit(cache=True, nogil=True)
def _reached(
    spans: np.ndarray, alleles: np.ndarray, start: int, width: int, windows: int
) -> tuple[int, int]:
    """The first window that any of some alleles changes, and one past the last."""
    low, high = windows, 0
    for allele in alleles:
        if spans[allele, 1]:
            low = min(low, max(0, spans[allele, 0] + start - width + 1))
            high = max(high, min(windows, spans[allele, 1] + start))
    return low, max(low, high)


@numba.njit(cache=True, nogil=True)
def pooled_alleles(
    references: np.ndarray,
    alternatives: np.ndarray,
    order: np.ndarray,
    ends: np.ndarray,
    spans: np.ndarray,
    padding: np.ndarray,
    start: int,
    width: int,
    tables: np.ndarray,
    bias: np.ndarray,
    floor: np.float32,
    of_references: np.ndarray,
    of_alternatives: np.ndarray,
) -> None:
    """Maxima, before ReLU, and sums, after ReLU, over all windows of references and their alleles.

    Args:
        references: codes, uint8, shape (references, window).
        alternatives: codes, uint8, shape (n, window).
        order: rows of `alternatives`, those of one reference together, int64.
        ends: where the rows of each reference begin in `order`, and where the last ones end, int64,
            shape (references + 1,).
        spans: see `changed_spans`.
        padding: room for a sequence between the codes that the network adds at its ends, and
            behind these as many codes as the lookups reach further than the width; uint8.
        start: number of codes before the sequence.
        width: bases that a detector spans.
        tables: see `lookup_tables`.
        bias: float32, shape (blocks, LANES).
        floor: the least activation that is added to a sum: 0 with a ReLU, else -infinity.
        of_references: output, maxima, and sums if there is room for them, float32, shape
            (blocks, 1 or 2, references, LANES).
        of_alternatives: the same, shape (blocks, 1 or 2, n, LANES).
    """
    lookups, count, kinds = tables.shape[1], len(references), of_references.shape[1]
    windows, padded = len(padding) - lookups * TOGETHER + 1, padding.copy()
    words = np.empty((count + ends[-1] - ends[0], len(padding) - TOGETHER + 1), np.uint16)
    for row in range(count):
        _read(references[row], start, padded, words[row])
    for number in range(ends[-1] - ends[0]):
        _read(alternatives[order[ends[0] + number]], start, padded, words[count + number])
    outside, pooled = np.empty((2, LANES), np.float32), np.empty((2, LANES), np.float32)
    # The tables of one block stay in the processor's cache.
    for block in range(len(tables)):
        table, own = tables[block], bias[block]
        for row in range(count):
            alleles = order[ends[row] : ends[row + 1]]
            low, high = _reached(spans, alleles, start, width, windows)
            outside[0], outside[1] = -np.inf, 0
            pool_windows(words[row], 0, low, table, lookups, own, floor, outside)
            pool_windows(words[row], high, windows, table, lookups, own, floor, outside)
            pooled[:] = outside
            pool_windows(words[row], low, high, table, lookups, own, floor, pooled)
            of_references[block, :, row] = pooled[:kinds]
            for number, allele in enumerate(alleles):
                read = words[count + ends[row] - ends[0] + number]
                pooled[:] = outside
                pool_windows(read, low, high, table, lookups, own, floor, pooled)
                of_alternatives[block, :, allele] = pooled[:kinds]
