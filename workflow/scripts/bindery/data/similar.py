"""Find sequences that share many k-mers, on either strand: homologues, shifted or near copies."""

from collections.abc import Iterator

import numpy as np
from scipy.sparse import csr_array

from bindery.alphabet import UNKNOWN, mixed

# Bases of a k-mer: long enough that unrelated sequences share none by chance.
LONGEST = 16
# A k-mer of more sequences than this is a common repeat or a site, which shows no kinship.
MOST_ROWS = 50
# Pairs of k-mer and sequence that are held at once; of more, an even share of all k-mers is used.
MOST_PAIRS = 20_000_000
BLOCK = 2000


def length_of_words(window: int) -> int:
    """The k that suits sequences of some length: two thirds of short ones, up to 16."""
    return min(LONGEST, max(2 * window // 3, 1))


def shares(
    later: np.ndarray, earlier: np.ndarray, k: int
) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Pairs of sequences with k-mers in common, and the share of the later one's that they have.

    Of very many sequences, an even share of all k-mers is compared (Broder 1997), from which shares
    are estimated.

    Args:
        later: codes, uint8, shape (n, window).
        earlier: codes, uint8, shape (m, window).
        k: bases of a k-mer.

    Yields:
        Rows of `later`, rows of `earlier`, and shares, float64, from blocks of `later`.
    """
    sketch = max(1, -(-(later.size + earlier.size) // MOST_PAIRS))
    known, of_earlier = _words(earlier, k, sketch)
    words, column, count = np.unique(known, return_inverse=True, return_counts=True)
    usual = count <= MOST_ROWS
    shape = (len(earlier), len(words))
    kept = usual[column]
    table = csr_array((np.ones(kept.sum(), np.int32), (of_earlier[kept], column[kept])), shape).T
    for first in range(0, len(later), BLOCK):
        found, rows = _words(later[first : first + BLOCK], k, sketch)
        total = np.bincount(rows, minlength=min(BLOCK, len(later) - first))
        at = np.searchsorted(words, found)
        at[at == len(words)] = 0
        same = words[at] == found if len(words) else np.zeros(len(found), bool)
        shape = (len(total), len(words))
        own = csr_array((np.ones(same.sum(), np.int32), (rows[same], at[same])), shape)
        common = (own @ table).tocoo()
        one, other = common.coords
        yield first + one, other, common.data / total[one]


def alike(codes: np.ndarray, least: float) -> tuple[np.ndarray, np.ndarray]:
    """Edges between sequences of which one has at least a share of the other's k-mers.

    Args:
        codes: uint8, shape (n, window).
        least: that share.

    Returns:
        Two arrays of rows, int64.
    """
    one, other = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for own, before, share in shares(codes, codes, length_of_words(codes.shape[1])):
        kept = (share >= least) & (own != before)
        one.append(own[kept])
        other.append(before[kept])
    return np.concatenate(one), np.concatenate(other)


def _words(codes: np.ndarray, k: int, sketch: int) -> tuple[np.ndarray, np.ndarray]:
    """The different k-mers of each sequence, on either strand, and the rows that they are of.

    Those with an unknown base are left out, and of the others all but one in `sketch`.
    """
    parts = [
        _words_of_block(codes[first : first + BLOCK], k, sketch, first)
        for first in range(0, len(codes), BLOCK)
    ]
    nothing = np.empty(0, np.uint64), np.empty(0, np.int64)
    words, rows = zip(nothing, *parts, strict=True)
    return np.concatenate(words), np.concatenate(rows)


def _words_of_block(
    codes: np.ndarray, k: int, sketch: int, first: int
) -> tuple[np.ndarray, np.ndarray]:
    positions = codes.shape[1] - k + 1
    forward = np.zeros((len(codes), positions), np.uint64)
    backward = np.zeros_like(forward)
    known = np.ones(forward.shape, bool)
    for offset in range(k):
        part = codes[:, offset : offset + positions]
        known &= part != UNKNOWN
        letter = np.minimum(part, 3).astype(np.uint64)
        forward = forward * np.uint64(4) + letter
        backward += (np.uint64(3) - letter) << np.uint64(2 * offset)
    word = np.minimum(forward, backward)
    if sketch > 1:
        known &= mixed(word + np.uint64(1)) % np.uint64(sketch) == 0
    rows = np.broadcast_to(np.arange(len(codes))[:, None], word.shape)[known]
    order = np.lexsort((word[known], rows))
    word, rows = word[known][order], rows[order]
    new = np.ones(len(word), bool)
    new[1:] = (word[1:] != word[:-1]) | (rows[1:] != rows[:-1])
    return word[new], rows[new] + first
