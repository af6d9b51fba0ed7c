"""Maxima and sums of detector activations for all single-base changes of a sequence.

A base lies in as many windows as a detector is wide. A change of the base adds the difference of
two rows of the kernel to the activation in each of these windows. All other windows stay the same.
Their maximum follows from the maxima over all windows up to each position and from each position
on; their sum follows from the total.
"""

import numba
import numpy as np


@numba.njit(cache=True, fastmath=False)
def activations(codes: np.ndarray, table: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """Activations of detectors in each window, before ReLU.

    Args:
        codes: uint8, shape (padded,).
        table: what each code adds at each position of a window, float32, shape (width, codes,
            detectors).
        bias: float32, shape (detectors,).

    Returns:
        float32, shape (positions, detectors).
    """
    width, _, count = table.shape
    places = len(codes) - width + 1
    found = np.empty((places, count), np.float32)
    for place in range(places):
        own = found[place]
        own[:] = bias
        # Adding four rows at once saves writing the sum to memory between them.
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
    """In row i the maximum over the first i positions; shape (positions + 1, detectors)."""
    maxima = np.empty((len(found) + 1, found.shape[1]), np.float32)
    maxima[0] = -np.inf
    for place in range(len(found)):
        for detector in range(found.shape[1]):
            maxima[place + 1, detector] = max(maxima[place, detector], found[place, detector])
    return maxima


@numba.njit(cache=True, fastmath=False)
def _rows_of_codes(table: np.ndarray) -> np.ndarray:
    """For each code a row, with the positions of a window from last to first."""
    width, codes, count = table.shape
    rows = np.empty((codes, width * count), np.float32)
    for offset in range(width):
        first = (width - 1 - offset) * count
        for code in range(codes):
            rows[code, first : first + count] = table[offset, code]
    return rows


@numba.njit(cache=True, fastmath=False)
def _fold_maxima(values: np.ndarray, rows: int, count: int) -> None:
    """Reduce rows of `count` values to their maxima, left in the first row, by halving."""
    while rows > 1:
        half = rows // 2
        other = values[(rows - half) * count :]
        for number in range(half * count):
            values[number] = max(values[number], other[number])
        rows -= half


@numba.njit(cache=True, fastmath=False)
def _fold_sums(values: np.ndarray, rows: int, count: int) -> None:
    """Reduce rows of `count` values to their sums, left in the first row."""
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
    """Compute the maxima over windows, before ReLU, for each change.

    Args:
        found: the result of `activations` for the unchanged sequence.
        codes: see `activations`.
        bases: bases that replace each base, uint8, shape (window, changes).
        shift: padding before the sequence.
        table: see `activations`.
        best: output, float32, shape (window * changes + 1, detectors): a row for each change, then
            one for the unchanged sequence.
    """
    width, _, count = table.shape
    places, changes = len(found), bases.shape[1]
    before, behind = _maxima_up_to(found), _maxima_up_to(found[::-1])
    best[-1] = before[-1]
    # A window's index here is the position of the changed base in it, from last to first.
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
    """Compute the sums over windows, after ReLU if there is one, for each change.

    Args:
        found: see `changed_maxima`.
        codes: see `changed_maxima`.
        bases: see `changed_maxima`.
        shift: see `changed_maxima`.
        table: see `changed_maxima`.
        rectified: whether there is a ReLU.
        sums: output, as `best` of `changed_maxima`.
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
