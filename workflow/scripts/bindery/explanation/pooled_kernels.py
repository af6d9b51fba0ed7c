"""Maxima and sums over windows of what detectors find, for all single-base changes of a sequence.

A base lies in as many windows as a detector is wide, and a change of it adds a difference of two
rows of the kernel to what the detector finds in each. All other windows are as they were: what
matters of them is their maximum, known from the maxima of all windows up to each place and from
each place on, and their sum.
"""

import numba
import numpy as np


@numba.njit(cache=True, fastmath=False)
def activations(codes: np.ndarray, table: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """What detectors find in each window, before ReLU.

    Args:
        codes: uint8, shape (padded,).
        table: what a code adds at a place of a window, float32, shape (width, codes, detectors).
        bias: float32, shape (detectors,).

    Returns:
        float32, shape (places, detectors).
    """
    width, _, count = table.shape
    places = len(codes) - width + 1
    found = np.empty((places, count), np.float32)
    for place in range(places):
        own = found[place]
        own[:] = bias
        # Four rows at once keep the sum out of memory between them.
        for offset in range(0, width - 3, 4):
            one = table[offset, codes[place + offset]]
            two = table[offset + 1, codes[place + offset + 1]]
            three = table[offset + 2, codes[place + offset + 2]]
            four = table[offset + 3, codes[place + offset + 3]]
            for detector in range(count):
                own[detector] += (one[detector] + two[detector]) + (
                    three[detector] + four[detector]
                )
        for offset in range(width - width % 4, width):
            one = table[offset, codes[place + offset]]
            for detector in range(count):
                own[detector] += one[detector]
    return found


@numba.njit(cache=True, fastmath=False)
def _maxima_up_to(found: np.ndarray) -> np.ndarray:
    """Row i: the maximum over the first i places; shape (places + 1, detectors)."""
    maxima = np.empty((len(found) + 1, found.shape[1]), np.float32)
    maxima[0] = -np.inf
    for place in range(len(found)):
        for detector in range(found.shape[1]):
            maxima[place + 1, detector] = max(maxima[place, detector], found[place, detector])
    return maxima


@numba.njit(cache=True, fastmath=False)
def _rows_of_codes(table: np.ndarray) -> np.ndarray:
    """A row for each code: of the last place of a window, the last but one and so on."""
    width, codes, count = table.shape
    rows = np.empty((codes, width * count), np.float32)
    for offset in range(width):
        first = (width - 1 - offset) * count
        for code in range(codes):
            rows[code, first : first + count] = table[offset, code]
    return rows


@numba.njit(cache=True, fastmath=False)
def _fold_maxima(values: np.ndarray, rows: int, count: int) -> None:
    """Leave in the first of rows of `count` values their maxima, by halves: few, long loops."""
    while rows > 1:
        half = rows // 2
        other = values[(rows - half) * count :]
        for number in range(half * count):
            values[number] = max(values[number], other[number])
        rows -= half


@numba.njit(cache=True, fastmath=False)
def _fold_sums(values: np.ndarray, rows: int, count: int) -> None:
    """Leave in the first of rows of `count` values their sums."""
    while rows > 1:
        half = rows // 2
        other = values[(rows - half) * count :]
        for number in range(half * count):
            values[number] += other[number]
        rows -= half


@numba.njit(cache=True, fastmath=False)
def changed_maxima(
    found: np.ndarray,
    codes: np.ndarray,
    bases: np.ndarray,
    shift: int,
    table: np.ndarray,
    best: np.ndarray,
) -> None:
    """Fill in the maxima over windows, before ReLU, of each change.

    Args:
        found: see `activations`, of the sequence as it is.
        codes: see there.
        bases: that take the place of each, uint8, shape (window, changes).
        shift: padding before the sequence.
        table: see `activations`.
        best: filled, float32, shape (window * changes + 1, detectors): a row a change; the last is
            of the sequence as it is.
    """
    width, _, count = table.shape
    places, changes = len(found), bases.shape[1]
    before, behind = _maxima_up_to(found), _maxima_up_to(found[::-1])
    best[-1] = before[-1]
    # A window's place in a row of these is that of the changed base, from last to first.
    flat, rows = found.ravel(), _rows_of_codes(table)
    untouched, values = np.empty(width * count, np.float32), np.empty(width * count, np.float32)
    for position in range(len(bases)):
        at = position + shift
        low, high = max(0, at - width + 1), min(places - 1, at) + 1
        first, length = (low - at + width - 1) * count, (high - low) * count
        own, old = flat[low * count :], rows[codes[at]][first:]
        for number in range(length):
            untouched[number] = own[number] - old[number]
        for change in range(changes):
            new = rows[bases[position, change]][first:]
            for number in range(length):
                values[number] = untouched[number] + new[number]
            _fold_maxima(values, high - low, count)
            for detector in range(count):
                outside = max(before[low, detector], behind[places - high, detector])
                values[detector] = max(values[detector], outside)
            best[position * changes + change] = values[:count]


@numba.njit(cache=True, fastmath=False)
def changed_sums(
    found: np.ndarray,
    codes: np.ndarray,
    bases: np.ndarray,
    shift: int,
    table: np.ndarray,
    rectified: bool,
    sums: np.ndarray,
) -> None:
    """Fill in the sums over windows, after ReLU where there is one, of each change.

    Args:
        found: see `changed_maxima`.
        codes: see there.
        bases: see there.
        shift: see there.
        table: see there.
        rectified: whether there is a ReLU.
        sums: filled, see `best` there.
    """
    width, _, count = table.shape
    places, changes = len(found), bases.shape[1]
    baseline = np.float32(0 if rectified else -np.inf)
    flat, rows = found.ravel(), _rows_of_codes(table)
    values = np.maximum(flat, baseline)
    _fold_sums(values, places, count)
    whole, sums[-1] = values[:count].copy(), values[:count]
    untouched, outside = np.empty(width * count, np.float32), np.empty(count, np.float32)
    for position in range(len(bases)):
        at = position + shift
        low, high = max(0, at - width + 1), min(places - 1, at) + 1
        first, length = (low - at + width - 1) * count, (high - low) * count
        own, old = flat[low * count :], rows[codes[at]][first:]
        for number in range(length):
            untouched[number] = own[number] - old[number]
            values[number] = max(own[number], baseline)
        _fold_sums(values, high - low, count)
        for detector in range(count):
            outside[detector] = whole[detector] - values[detector]
        for change in range(changes):
            new = rows[bases[position, change]][first:]
            for number in range(length):
                values[number] = max(untouched[number] + new[number], baseline)
            _fold_sums(values, high - low, count)
            for detector in range(count):
                values[detector] += outside[detector]
            sums[position * changes + change] = values[:count]
