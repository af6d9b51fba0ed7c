"""Find sequences of one length in a genome, on either strand, by exact matches."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from bindery import alphabet
from bindery.data.multitask.later_splits import NONE, word_digests
from bindery.genomics.genome import Genome

BASES_AT_ONCE = 1 << 22


@dataclass
class Places:
    """Where sequences lie in a genome, all of shape (n,).

    Attributes:
        chrom: object, "." where a sequence has no place.
        start: first base of the first place in the genome's order, 0-based, int64, or -1.
        strand: object, "+", "-" or ".".
        count: number of places, int64.
    """

    chrom: np.ndarray
    start: np.ndarray
    strand: np.ndarray
    count: np.ndarray


def find_tiles(genome: Genome, codes: np.ndarray) -> Places:
    """Find each sequence in a genome, on either strand.

    Args:
        genome: the genome, opened.
        codes: uint8, shape (n, length); a sequence with an unknown base has no place.
    """
    size, length = codes.shape
    chrom, start = np.full(size, ".", object), np.full(size, -1, np.int64)
    strand, count = np.full(size, ".", object), np.zeros(size, np.int64)
    own = word_digests(codes.reshape(-1), length)[::length]
    known, which = np.unique(own, return_inverse=True)
    rows_of = np.argsort(which, kind="stable")
    first_row = np.searchsorted(which[rows_of], np.arange(len(known) + 1))
    for name, begin, stretch in _stretches(genome, length):
        words = word_digests(stretch, length)
        place = np.minimum(np.searchsorted(known, words), len(known) - 1)
        for at in np.flatnonzero((known[place] == words) & (words != NONE)):
            word = stretch[at : at + length]
            other = alphabet.reverse_complement(word)
            number = place[at]
            for row in rows_of[first_row[number] : first_row[number + 1]]:
                # The letters decide: two sequences may share a digest.
                forward = np.array_equal(codes[row], word)
                if not forward and not np.array_equal(codes[row], other):
                    continue
                if not count[row]:
                    chrom[row], start[row] = name, begin + at
                    strand[row] = "+" if forward else "-"
                count[row] += 1
    return Places(chrom, start, strand, count)


def _stretches(genome: Genome, length: int) -> Iterator[tuple[str, int, np.ndarray]]:
    """Chromosome, position and codes of overlapping stretches that hold each word once."""
    for name, size in genome.lengths.items():
        for first in range(0, max(size - length + 1, 0), BASES_AT_ONCE):
            bases = min(BASES_AT_ONCE + length - 1, size - first)
            where = np.array([name], object), np.array([first], np.int64)
            yield name, first, genome.windows(*where, bases)[0]
