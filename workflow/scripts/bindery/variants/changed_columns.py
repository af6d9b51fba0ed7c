"""Where alleles differ from their references."""

import numba
import numpy as np


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


def joint_spans(spans: np.ndarray, which: np.ndarray, count: int) -> np.ndarray:
    """The columns that the alleles of each reference change, all together.

    Args:
        spans: see `changed_spans`.
        which: the reference of each allele, int64, shape (n,).
        count: number of references.

    Returns:
        First column and one past the last, both 0 if none is changed, int64, shape (count, 2).
    """
    changed = spans[:, 1] > 0
    first, last = np.full(count, np.iinfo(np.int64).max), np.zeros(count, np.int64)
    np.minimum.at(first, which[changed], spans[changed, 0])
    np.maximum.at(last, which[changed], spans[changed, 1])
    return np.stack([np.where(last > 0, first, 0), last], axis=1)
