"""Pooled activations of detectors for references and their alternative alleles.

The activation of a detector in a window is a sum over the window's bases. Three neighbouring bases
are looked up at once in a table of their sums, so that a window of 24 bases takes eight additions.
An alternative allele differs from its reference in few windows. Only those are computed for it; the
pools of all other windows are known from the pass over the reference.
"""

import numba
import numpy as np

# Bases of a lookup, and codes: four bases, an unknown one, and a position that is zero.
TOGETHER, CODES = 3, 6
WORDS = CODES**TOGETHER
# Lookups that are added before the sum is written.
ADDED = 4


def lookup_tables(table: np.ndarray) -> np.ndarray:
    """What each word of a few codes adds at each few positions of a window.

    Args:
        table: what a code adds at a position of a window, float32, shape (width, CODES, detectors).

    Returns:
        float32, shape (lookups, WORDS, detectors). The number of lookups is a multiple of ADDED;
        positions beyond the width add nothing.
    """
    width, _, count = table.shape
    lookups = -(-width // (TOGETHER * ADDED)) * ADDED
    rows = np.zeros((lookups * TOGETHER, CODES, count), np.float32)
    rows[:width] = table
    rows = rows.reshape(lookups, TOGETHER, CODES, count)
    sums = rows[:, 0, :, None, None] + rows[:, 1, None, :, None] + rows[:, 2, None, None, :]
    return np.ascontiguousarray(sums.reshape(lookups, WORDS, count))


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


@numba.njit(cache=True, nogil=True, fastmath={"nnan", "nsz"})
def _pool(
    words: np.ndarray,
    first: int,
    last: int,
    tables: np.ndarray,
    bias: np.ndarray,
    floor: np.float32,
    wants_sums: bool,
    found: np.ndarray,
    pooled: np.ndarray,
) -> None:
    """Update maxima, before ReLU, and sums, after it, by the windows first to last - 1.

    Args:
        words: where the word at each position begins in a lookup's table, uint64.
        first: first window.
        last: one past the last.
        tables: see `lookup_tables`, flat.
        bias: float32, shape (detectors,).
        floor: the least activation that is added: 0 with a ReLU, else -infinity.
        wants_sums: whether sums are computed.
        found: room for the sums of one window, float32, shape (detectors,).
        pooled: maxima and sums, float32, shape (2, detectors).
    """
    # Unsigned, because a signed index may be negative, and a loop with such is not vectorised.
    count, size = np.uint64(len(bias)), np.uint64(len(bias) * WORDS)
    lookups, maxima, sums = len(tables) // (len(bias) * WORDS), pooled[0], pooled[1]
    for window in range(first, last):
        for number in range(0, lookups, ADDED):
            at, table = window + number * TOGETHER, np.uint64(number) * size
            one = table + words[at]
            two = table + size + words[at + TOGETHER]
            three = table + size + size + words[at + 2 * TOGETHER]
            four = table + size + size + size + words[at + 3 * TOGETHER]
            if number == 0:
                for own in range(count):
                    found[own] = bias[own] + (
                        (tables[one + own] + tables[two + own])
                        + (tables[three + own] + tables[four + own])
                    )
            else:
                for own in range(count):
                    found[own] += (tables[one + own] + tables[two + own]) + (
                        tables[three + own] + tables[four + own]
                    )
        for own in range(count):
            value, best = found[own], maxima[own]
            maxima[own] = value if value > best else best
        if wants_sums:
            for own in range(count):
                value = found[own]
                sums[own] += value if value > floor else floor


@numba.njit(cache=True, nogil=True)
def _read(codes: np.ndarray, start: int, count: int, padded: np.ndarray, words: np.ndarray) -> None:
    """Put codes between their padding, and find where the word at each position begins."""
    padded[start : start + len(codes)] = codes
    for at in range(len(words)):
        word = (padded[at] * CODES + padded[at + 1]) * CODES + padded[at + 2]
        words[at] = np.uint64(word * count)


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
    wants_sums: bool,
    of_references: np.ndarray,
    of_alternatives: np.ndarray,
) -> None:
    """Maxima, before ReLU, and sums, after it, over all windows of references and their alleles.

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
        tables: see `lookup_tables`, flat.
        bias: see `_pool`.
        floor: see there.
        wants_sums: see there.
        of_references: output, maxima and sums, float32, shape (references, 2, detectors).
        of_alternatives: the same, shape (n, 2, detectors).
    """
    count = len(bias)
    reach = len(tables) // (count * WORDS) * TOGETHER
    windows, padded = len(padding) - reach + 1, padding.copy()
    words, found = np.empty(len(padding) - TOGETHER + 1, np.uint64), np.empty(count, np.float32)
    outside = np.empty((2, count), np.float32)
    given = (tables, bias, floor, wants_sums, found)
    for row in range(len(references)):
        alleles = order[ends[row] : ends[row + 1]]
        first, last = references.shape[1], 0
        for allele in alleles:
            if spans[allele, 1]:
                first, last = min(first, spans[allele, 0]), max(last, spans[allele, 1])
        # The windows that any of its alleles changes: `low` to `high` - 1.
        low = min(windows, max(0, first + start - width + 1))
        high = max(low, min(windows, last + start))
        _read(references[row], start, count, padded, words)
        outside[0], outside[1] = -np.inf, 0
        _pool(words, 0, low, *given, outside)
        _pool(words, high, windows, *given, outside)
        of_references[row] = outside
        _pool(words, low, high, *given, of_references[row])
        for allele in alleles:
            _read(alternatives[allele], start, count, padded, words)
            of_alternatives[allele] = outside
            _pool(words, low, high, *given, of_alternatives[allele])
