"""The steps by which the pools of references and of their alleles are found.

A step goes on from pools that are known, adds windows, edges or the pools of segments, and keeps
the result. The pools are rows of one array: row 0 has those of nothing, row 1 those of windows
without a base; behind them come references, alleles, segments, and for each reference the pools of
what none of its alleles changes.
"""

import numba
import numpy as np

from bindery.variants.pooling.allele_kernels import TO


def rows_of_pools(steps: np.ndarray) -> int:
    """The number of rows of pools that some steps need."""
    return int(steps[:, TO].max()) + 1


@numba.njit(cache=True, nogil=True)
def pooling_steps(
    bounds: np.ndarray,
    used: np.ndarray,
    segments: np.ndarray,
    reached: np.ndarray,
    ends: np.ndarray,
    length: int,
    sides: tuple[int, int],
    kinds: tuple[int, int, int],
) -> np.ndarray:
    """The steps of one piece of references, in an order in which what is known comes first.

    Args:
        bounds: see `allele_words.strip`.
        used: see there.
        segments: see there.
        reached: see `reached_windows`.
        ends: see `piece_words`.
        length: words of a reference or an allele.
        sides: rows of edges at the left, and at the right.
        kinds: see `allele_kernels.KINDS`. What comes from another file is given, since Numba does
            not see that file change.

    Returns:
        int64, shape (steps, 6), see `allele_kernels.KINDS`.
    """
    count, alleles = len(segments), ends[-1]
    strip, first_segment = (count + alleles) * length, 2 + count + alleles
    others = first_segment + len(bounds)
    steps = np.empty((len(bounds) + 6 * count + 3 * alleles, 6), np.int64)
    (of_windows, of_edges, of_segments), n, done = kinds, 0, 0
    for row in range(count):
        begin, low, high, end = segments[row]
        for segment in range(done, end):
            if used[segment]:
                windows = bounds[segment + 1] - bounds[segment]
                to = first_segment + segment
                steps[n] = (of_windows, strip + bounds[segment], windows, 0, to, 0)
                n += 1
        done = max(done, end)
        other, (first, behind, at_left, at_right) = others + row, reached[row]
        unreached, both = (1 - at_left, 1 - at_right), (at_left, at_right)
        steps[n] = (of_segments, first_segment + begin, low - begin, 1, other, 0)
        steps[n + 1] = (of_segments, first_segment + high, end - high, other, other, 0)
        n = _edges(steps, n + 2, row * length, other, unreached, sides, of_edges)
        for allele in range(ends[row], ends[row + 1]):
            word, to = (count + allele) * length, 2 + count + allele
            steps[n] = (of_windows, word + first, behind - first, other, to, 0)
            n = _edges(steps, n + 1, word, to, both, sides, of_edges)
        steps[n] = (of_segments, first_segment + low, high - low, other, 2 + row, 0)
        n = _edges(steps, n + 1, row * length, 2 + row, both, sides, of_edges)
    return steps[:n]


@numba.njit(cache=True, nogil=True)
def _edges(
    steps: np.ndarray,
    n: int,
    word: int,
    row: int,
    wanted: tuple[int, int],
    sides: tuple[int, int],
    kind: int,
) -> int:
    """Write the step of a sequence's edges as the n-th; how many steps there are then."""
    count = wanted[0] * sides[0] + wanted[1] * sides[1]
    if not count:
        return n
    steps[n] = (kind, word, count, row, row, (1 - wanted[0]) * sides[0])
    return n + 1
