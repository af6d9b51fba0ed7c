"""Maxima and sums of detector activations in every window of a stretch.

The activations at positions within a window are the same for all windows that hold them, so they
are computed once along the stretch, and each window's maximum and sum follow from those up to and
from the borders of blocks. A detector that reaches over a window's edge adds what its bases inside
add to what the padding adds, which is the same for all windows; the partial sums of all detectors
are a by-product of the whole ones.
"""

import numba
import numpy as np


@numba.njit(cache=True, fastmath=False)
def take(
    partial: np.ndarray,
    fixed: np.ndarray,
    number: int,
    window: int,
    rectified: bool,
    best: np.ndarray,
    sums: np.ndarray,
) -> None:
    """Take the activations of one position into a window's maxima and sums.

    Args:
        partial: what the bases within the window add, float32, shape (detectors,).
        fixed: what bias and padding add, by the number of bases outside less 1, float32, shape
            (numbers, detectors).
        number: the number of bases outside, less 1.
        window: number of the window.
        rectified: whether a ReLU precedes the sums.
        best: float32, shape (windows, detectors), changed; no windows where maxima are not asked.
        sums: float64, the same.
    """
    if len(best):
        for detector in range(len(partial)):
            value, other = partial[detector] + fixed[number, detector], best[window, detector]
            best[window, detector] = value if value > other else other
    if len(sums):
        nothing = np.float32(0)
        for detector in range(len(partial)):
            value = partial[detector] + fixed[number, detector]
            sums[window, detector] += nothing if rectified and value < nothing else value


@numba.njit(cache=True, fastmath=False)
def take_beginnings(
    codes: np.ndarray,
    table: np.ndarray,
    before: np.ndarray,
    windows: int,
    stride: int,
    rectified: bool,
    best: np.ndarray,
    sums: np.ndarray,
) -> None:
    """Take the activations of detectors that begin before a window.

    Args:
        codes: uint8, shape ((windows - 1) * stride + window,).
        table: what each code adds at each position of a detector, float32, shape (width, codes,
            detectors).
        before: what bias and padding add to a detector that begins a number of bases before a
            window, by that number less 1: float32, shape (at most width - 1, detectors).
        windows: number of windows.
        stride: bases from a window to the next.
        rectified: see `take`.
        best: see `take`.
        sums: see `take`.
    """
    width, _, count = table.shape
    partial = np.empty(count, np.float32)
    for place in range(1 - width, (windows - 1) * stride):
        # The detector's bases from the last to the first; a window begins at some of them.
        partial[:] = 0
        least = max(1, -place)
        first = (place + width - 1) // stride * stride - place
        for offset in range(width - 1, least - 1, -1):
            code = codes[place + offset]
            for detector in range(count):
                partial[detector] += table[offset, code, detector]
            if offset == first:
                first -= stride
                window = (place + offset) // stride
                if offset <= len(before) and window < windows:
                    take(partial, before, offset - 1, window, rectified, best, sums)


@numba.njit(cache=True, fastmath=False)
def take_ends(
    codes: np.ndarray,
    table: np.ndarray,
    behind: np.ndarray,
    windows: int,
    stride: int,
    rectified: bool,
    best: np.ndarray,
    sums: np.ndarray,
) -> None:
    """Take the activations of detectors that end behind a window, see `take_beginnings`."""
    width, _, count = table.shape
    partial = np.empty(count, np.float32)
    length = len(codes)
    size = length - (windows - 1) * stride
    for place in range(max(0, size - width + 1), length):
        # The bases from the first to the last; a window ends behind some of them.
        partial[:] = 0
        after = place + 1 - size
        next_one = max(0, -(-after // stride)) * stride - after
        for offset in range(min(width - 1, length - place)):
            code = codes[place + offset]
            for detector in range(count):
                partial[detector] += table[offset, code, detector]
            if offset == next_one:
                next_one += stride
                number = width - 2 - offset
                if number < len(behind):
                    window = (after + offset) // stride
                    take(partial, behind, number, window, rectified, best, sums)


@numba.njit(cache=True, fastmath=False)
def add_inner_sums(
    found: np.ndarray, span: int, stride: int, rectified: bool, sums: np.ndarray
) -> None:
    """Add the sums of activations over `span` positions from each multiple of `stride` on.

    Args:
        found: float32, shape (positions, detectors).
        span: positions that a window has inside.
        stride: positions from a window to the next.
        rectified: whether a ReLU precedes.
        sums: float64, shape (windows, detectors), changed.
    """
    positions, count = found.shape
    # In float64, so that what has left the window leaves nothing behind.
    up_to = np.zeros((positions + 1, count), np.float64)
    for place in range(positions):
        for detector in range(count):
            value = found[place, detector]
            value = np.float32(0) if rectified and value < 0 else value
            up_to[place + 1, detector] = up_to[place, detector] + value
    for window in range(len(sums)):
        start = window * stride
        for detector in range(count):
            sums[window, detector] += up_to[start + span, detector] - up_to[start, detector]


@numba.njit(cache=True, fastmath=False)
def take_inner_maxima(found: np.ndarray, span: int, stride: int, best: np.ndarray) -> None:
    """Take the maxima over `span` positions from each multiple of `stride` on.

    By van Herk's way: a window of positions is the end of one block and the beginning of the next.

    Args:
        found: float32, shape (positions, detectors); overwritten.
        span: see `add_inner_sums`, as stride.
        stride: see there.
        best: float32, shape (windows, detectors), changed.
    """
    positions, count = found.shape
    to_end = np.empty_like(found)
    for place in range(positions - 1, -1, -1):
        last = (place + 1) % span == 0 or place == positions - 1
        for detector in range(count):
            value = found[place, detector]
            other = value if last else to_end[place + 1, detector]
            to_end[place, detector] = value if value > other else other
    for place in range(positions):
        if place % span:
            for detector in range(count):
                value, other = found[place, detector], found[place - 1, detector]
                found[place, detector] = value if value > other else other
    for window in range(len(best)):
        start = window * stride
        for detector in range(count):
            value, other = to_end[start, detector], found[start + span - 1, detector]
            value = value if value > other else other
            other = best[window, detector]
            best[window, detector] = value if value > other else other
