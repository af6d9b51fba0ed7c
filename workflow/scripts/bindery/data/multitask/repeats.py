"""Find the bases of a sequence that repeat held-out rows, on either strand.

Held-out rows need not lie on a chromosome of their split: a background may be given as sequences.
Where only chromosomes are compared, `later_splits` needs less memory.
"""

from collections.abc import Iterable

import numpy as np

from bindery import alphabet

# The longest k-mer that fits 64 bits.
K = 32
ROWS_AT_ONCE = 1 << 11
KMERS_AT_ONCE = 1 << 24


def _both_strands(codes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The smaller of each K-mer and its reverse complement as a number, and which have no unknown.

    Args:
        codes: uint8, shape (..., length).

    Returns:
        uint64 and bool, both of shape (..., length - K + 1).
    """
    count = codes.shape[-1] - K + 1
    forward = np.zeros((*codes.shape[:-1], count), np.uint64)
    backward, known = np.zeros_like(forward), np.ones(forward.shape, bool)
    for offset in range(K):
        part = codes[..., offset : offset + count]
        known &= part != alphabet.UNKNOWN
        base = (part & 3).astype(np.uint64)
        forward = (forward << np.uint64(2)) | base
        backward |= (np.uint64(3) - base) << np.uint64(2 * offset)
    return np.minimum(forward, backward), known


def kmers_of(blocks: Iterable[np.ndarray]) -> np.ndarray:
    """All K-mers of some sequences, either strand standing for both.

    Args:
        blocks: blocks of codes, uint8, each of shape (n, length).

    Returns:
        uint64, ascending, each once; K-mers with an unknown base are left out.
    """
    found = [np.empty(0, np.uint64)]
    waiting = 0
    for block in blocks:
        for first in range(0, len(block), ROWS_AT_ONCE):
            numbers, known = _both_strands(block[first : first + ROWS_AT_ONCE])
            found.append(np.unique(numbers[known]))
            waiting += len(found[-1])
        # Rows overlap, so that their k-mers are far more than the different ones.
        if waiting > max(len(found[0]), KMERS_AT_ONCE):
            found, waiting = [np.unique(np.concatenate(found))], 0
    return np.unique(np.concatenate(found))


def repeated(codes: np.ndarray, held_out: np.ndarray, least: int) -> np.ndarray:
    """The bases within a stretch of at least `least` bases whose K-mers are all held out.

    Every exact repeat of `least` bases of a held-out sequence is among them.

    Args:
        codes: one sequence, uint8, shape (length,).
        held_out: the held-out K-mers, see `kmers_of`.
        least: number of bases, at least K.

    Returns:
        bool, shape (length,).
    """
    mask = np.zeros(len(codes), bool)
    if len(codes) < least:
        return mask
    numbers, known = _both_strands(codes)
    place = np.searchsorted(held_out, numbers)
    hit = known & (place < len(held_out))
    hit[hit] = held_out[place[hit]] == numbers[hit]
    edges = np.flatnonzero(np.diff(np.concatenate([[0], hit.astype(np.int8), [0]])))
    for first, last in edges.reshape(-1, 2):
        if last - first + K - 1 >= least:
            mask[first : last + K - 1] = True
    return mask


def hold_any(codes: np.ndarray, held_out: np.ndarray) -> np.ndarray:
    """Which rows have any held-out K-mer, on either strand.

    Args:
        codes: uint8, shape (n, length).
        held_out: the held-out K-mers, see `kmers_of`.

    Returns:
        bool, shape (n,).
    """
    found = np.zeros(len(codes), bool)
    if not len(held_out):
        return found
    for first in range(0, len(codes), ROWS_AT_ONCE):
        numbers, known = _both_strands(codes[first : first + ROWS_AT_ONCE])
        place = np.minimum(np.searchsorted(held_out, numbers), len(held_out) - 1)
        found[first : first + ROWS_AT_ONCE] = (known & (held_out[place] == numbers)).any(axis=1)
    return found
