"""Tables of what a few neighbouring bases add to the activations of detectors."""

import numpy as np

from bindery.variants.allele_kernels import ADDED, CODES, LANES, TOGETHER, WORDS

# Bytes of a line of the cache.
LINE = 64


def lookup_tables(table: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """What each word of a few codes adds at each few positions of a window.

    Args:
        table: what a code adds at a position of a window, float32, shape (width, CODES, detectors).
        bias: float32, shape (detectors,); each window has one word of the first lookup, to which
            it is added.

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
    sums[0, ..., :count] += bias
    return sums.reshape(lookups, WORDS, blocks, LANES).transpose(2, 0, 1, 3).copy()


def aligned(tables: np.ndarray) -> np.ndarray:
    """A copy of tables whose vectors each lie in one line of the processor's cache.

    NumPy begins an array anywhere, and a vector in two lines takes twice as long to load.
    """
    room = np.empty(tables.nbytes + LINE, np.uint8)
    first = -room.ctypes.data % LINE
    copy = room[first : first + tables.nbytes].view(tables.dtype).reshape(tables.shape)
    copy[:] = tables
    return copy
