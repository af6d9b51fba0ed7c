"""Tables of what a few neighbouring bases add to the activations of detectors."""

import math

import numpy as np

from bindery.variants.pooling.allele_kernels import CODES, LANES, TOGETHER, WORDS

# Bytes of a line of the cache.
LINE = 64
BASES = 4


def word_order() -> np.ndarray:
    """The rows of words in a table: int64, shape (WORDS,).

    Words of known bases come first and lie close together, so that they share the cache evenly.
    """
    digits = np.stack(np.unravel_index(np.arange(WORDS), (CODES,) * TOGETHER))
    return np.argsort(np.argsort((digits >= BASES).any(axis=0), kind="stable"))


def word_offsets() -> np.ndarray:
    """The index of each word's first value in a table: uint16, shape (CODES, CODES, CODES)."""
    return (word_order() * LANES).astype(np.uint16).reshape((CODES,) * TOGETHER)


def lookup_tables(table: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """What each word of a few codes adds at each few positions of a window.

    Args:
        table: what a code adds at a position of a window, float32, shape (width, CODES, detectors).
        bias: float32, shape (detectors,); each window has one word of the first lookup, to which
            it is added.

    Returns:
        float32, shape (blocks, lookups, WORDS, LANES), words in `word_order`. Positions beyond the
        width, and detectors beyond their number, are zero.
    """
    width, _, count = table.shape
    blocks, lookups = -(-count // LANES), -(-width // TOGETHER)
    rows = np.zeros((lookups * TOGETHER, CODES, blocks * LANES), np.float32)
    rows[:width, :, :count] = table
    rows = rows.reshape(lookups, TOGETHER, CODES, -1)
    sums = rows[:, 0, :, None, None] + rows[:, 1, None, :, None] + rows[:, 2, None, None, :]
    sums[0, ..., :count] += bias
    found = np.empty((lookups, WORDS, blocks * LANES), np.float32)
    found[:, word_order()] = sums.reshape(lookups, WORDS, -1)
    return found.reshape(lookups, WORDS, blocks, LANES).transpose(2, 0, 1, 3).copy()


def aligned_room(shape: tuple[int, ...]) -> np.ndarray:
    """An array, float32, whose vectors each lie in one line of the processor's cache.

    NumPy begins an array anywhere, and a vector in two lines takes twice as long to load.
    """
    room = np.empty(math.prod(shape) * np.float32().nbytes + LINE, np.uint8)
    first = -room.ctypes.data % LINE
    return room[first : first + len(room) - LINE].view(np.float32).reshape(shape)


def aligned(tables: np.ndarray) -> np.ndarray:
    """A copy of tables in an `aligned_room`."""
    copy = aligned_room(tables.shape)
    copy[:] = tables
    return copy


def whole_number_scales(tables: np.ndarray, windows: int) -> np.ndarray:
    """Powers of two by which activations become whole numbers whose sums are below 2**31.

    Args:
        tables: see `lookup_tables`.
        windows: number of activations in a sum.

    Returns:
        float32, shape (blocks, LANES).
    """
    largest = np.abs(tables.astype(np.float64)).max(axis=2).sum(axis=1)
    room = (2.0**31 - 1 - windows) / (windows * np.maximum(largest, 2.0**-60))
    return np.exp2(np.floor(np.log2(room))).astype(np.float32)
