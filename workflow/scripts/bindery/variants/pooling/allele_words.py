"""Words of references and of their alleles, with the stretches that neighbouring references share.

Each sequence has windows at its edges, which reach into what the network adds there, and windows
within it. References whose windows overlap, such as those of variants that are near each other, lie
one behind the other on one strip, so that a window that several of them have is on it once. The
strip is cut wherever a reference, or what its alleles change, begins or ends: any reference is then
a run of whole segments.
"""

import numba
import numpy as np

# Columns of `Piece.segments`: segments of the strip, from the first to what follows the last, of
# which those from LOW to HIGH are changed by an allele.
FIRST, LOW, HIGH, LAST = range(4)
# Columns of `Piece.reached`: windows within the sequence that an allele changes, from the first to
# what follows the last, and whether an allele changes one at either edge.
BEGIN, END, LEFT, RIGHT = range(4)


@numba.njit(cache=True, nogil=True)
def overlap_starts(references: np.ndarray, shared: int) -> np.ndarray:
    """How far each reference begins behind the one before it, found from their codes.

    Args:
        references: codes, uint8, shape (references, window).
        shared: columns that two references must share at least to count as neighbours.

    Returns:
        int64, shape (references,): columns, or the window if the two do not overlap.
    """
    window = references.shape[1]
    found = np.full(len(references), window)
    for row in range(1, len(references)):
        one, other = references[row - 1], references[row]
        for start in range(1, window - shared + 1):
            column = start
            while column < window and one[column] == other[column - start]:
                column += 1
            if column == window:
                found[row] = start
                break
    return found


@numba.njit(cache=True, nogil=True)
def reached_windows(
    spans: np.ndarray, start: int, width: int, windows: int, within: tuple[int, int]
) -> np.ndarray:
    """The windows that the alleles of each reference change.

    Args:
        spans: see `pooled_alleles`.
        start: codes before a sequence.
        width: bases of a window.
        windows: number of windows.
        within: first window that lies within the sequence, and one past the last.

    Returns:
        int64, shape (references, 4), see BEGIN.
    """
    reached = np.zeros((len(spans), 4), np.int64)
    for row in range(len(spans)):
        reached[row, BEGIN:LEFT] = within[0]
        if spans[row, 1] > 0:
            low = max(0, spans[row, 0] + start - width + 1)
            high = min(windows, spans[row, 1] + start)
            reached[row, BEGIN] = max(within[0], min(low, within[1]))
            reached[row, END] = max(reached[row, BEGIN], min(high, within[1]))
            reached[row, LEFT] = low < within[0]
            reached[row, RIGHT] = high > within[1]
    return reached


@numba.njit(cache=True, nogil=True)
def strip(
    references: np.ndarray, reached: np.ndarray, within: tuple[int, int], width: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Lay references on a strip and cut it into segments.

    Args:
        references: codes, uint8, shape (references, window).
        reached: see `reached_windows`.
        within: see there.
        width: bases of a window.

    Returns:
        The strip's codes, uint8; the windows where segments begin, and where the last one ends,
        int64, shape (segments + 1,); which of them any reference has, bool, shape (segments,); and
        the segments of each reference, int64, shape (references, 4), see FIRST.
    """
    count, window = references.shape
    starts = np.cumsum(overlap_starts(references, width)) - window
    codes = np.zeros(starts[-1] + window, np.uint8)
    cuts = np.empty((count, 4), np.int64)
    for row in range(count):
        at = starts[row]
        codes[at : at + window] = references[row]
        cuts[row, FIRST], cuts[row, LAST] = at, at + within[1] - within[0]
        cuts[row, LOW] = at + reached[row, BEGIN] - within[0]
        cuts[row, HIGH] = at + reached[row, END] - within[0]
    bounds = np.unique(cuts.ravel())
    segments = np.searchsorted(bounds, cuts.ravel()).reshape(count, 4)
    used = np.zeros(len(bounds), np.bool_)
    for row in range(count):
        used[segments[row, FIRST] : segments[row, LAST]] = True
    return codes, bounds, used, segments


@numba.njit(cache=True, nogil=True)
def piece_words(
    references: np.ndarray,
    alternatives: np.ndarray,
    ends: np.ndarray,
    reached: np.ndarray,
    strip: np.ndarray,
    padding: np.ndarray,
    start: int,
    within: tuple[int, int],
    reach: int,
    offsets: np.ndarray,
) -> np.ndarray:
    """The words that are looked up for references and their alleles.

    Args:
        references: codes, uint8, shape (references, window).
        alternatives: codes, those of one reference together, uint8, shape (n, window).
        ends: where the alleles of each reference begin, and where the last ones end, int64.
        reached: see `reached_windows`.
        strip: codes, see `strip`.
        padding: room for a sequence between the codes that the network adds at its ends, and
            behind these as many codes as the lookups reach further than the width; uint8.
        start: codes before a sequence.
        within: see `reached_windows`.
        reach: codes that the lookups of a window span.
        offsets: what stands for each word, uint16, shape (CODES, CODES, CODES).

    Returns:
        uint16. First a row for each reference, of its edges; then a row for each allele, of the
        windows that it changes; then the strip. A row has two words fewer than the padding.
    """
    count, padded, length = len(references), padding.copy(), len(padding) - 2
    beyond, at = start + references.shape[1], (len(references) + len(alternatives)) * length
    words = np.zeros(at + len(strip) + reach, np.uint16)
    on_strip = np.zeros(len(strip) + reach + 2, np.uint8)
    on_strip[: len(strip)] = strip
    _write(on_strip, offsets, words[at:], 0, len(strip) + reach)
    for row in range(count):
        own = words[row * length : (row + 1) * length]
        padded[start:beyond] = references[row]
        _write(padded, offsets, own, 0, within[0] + reach)
        _write(padded, offsets, own, within[1], length)
        for allele in range(ends[row], ends[row + 1]):
            own = words[(count + allele) * length : (count + allele + 1) * length]
            padded[start:beyond] = alternatives[allele]
            if reached[row, BEGIN] < reached[row, END]:
                _write(padded, offsets, own, reached[row, BEGIN], reached[row, END] + reach)
            if reached[row, LEFT]:
                _write(padded, offsets, own, 0, within[0] + reach)
            if reached[row, RIGHT]:
                _write(padded, offsets, own, within[1], length)
    return words


@numba.njit(cache=True, nogil=True)
def _write(
    codes: np.ndarray, offsets: np.ndarray, words: np.ndarray, first: int, last: int
) -> None:
    """Write the words that begin at the codes first to last - 1, as far as there is room."""
    for at in range(first, min(last, len(words))):
        words[at] = offsets[codes[at], codes[at + 1], codes[at + 2]]
