"""A genome shuffled block by block: what a scan finds where there are no sites."""

from collections import OrderedDict

import numpy as np

from bindery import alphabet
from bindery.seeds import derive_seed
from bindery.tracks.stretches import Source

# Bases of a block, blocks that one generator shuffles, and groups of them that are kept.
BLOCK, BLOCKS, KEPT = 1000, 64, 4


class ShuffledGenome:
    """A genome in which each block of 1000 bases is shuffled, its dinucleotides kept.

    So the composition varies along it as in the genome. A block is shuffled in the same way
    whatever parts are read, and in whatever order.
    """

    def __init__(self, source: Source, seed: int):
        """Take a genome, and the seed of the shuffles."""
        self.source, self.seed = source, seed
        self.lengths = source.lengths
        self._kept: OrderedDict[tuple[str, int], np.ndarray] = OrderedDict()

    def read(self, chrom: str, start: int, end: int) -> np.ndarray:
        """Codes, uint8, shape (end - start,), of which those outside are unknown."""
        codes = np.full(end - start, alphabet.UNKNOWN, np.uint8)
        size = BLOCK * BLOCKS
        low, high = max(0, start), min(end, self.lengths[chrom])
        for group in range(low // size, -(-high // size) if high > low else 0):
            own, first = self._group(chrom, group), group * size
            begin, stop = max(low, first), min(high, first + len(own))
            codes[begin - start : stop - start] = own[begin - first : stop - first]
        return codes

    def _group(self, chrom: str, group: int) -> np.ndarray:
        key = chrom, group
        if key not in self._kept:
            self._kept[key] = self._shuffled(chrom, group)
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return self._kept[key]

    def _shuffled(self, chrom: str, group: int) -> np.ndarray:
        first = group * BLOCK * BLOCKS
        last = min(first + BLOCK * BLOCKS, self.lengths[chrom])
        codes = self.source.read(chrom, first, last)
        generator = np.random.default_rng(derive_seed(self.seed, "shuffled", chrom, str(group)))
        whole = len(codes) // BLOCK * BLOCK
        blocks = alphabet.dinucleotide_shuffle(codes[:whole].reshape(-1, BLOCK), generator)
        rest = alphabet.dinucleotide_shuffle(codes[None, whole:], generator)
        return np.concatenate([blocks.ravel(), rest.ravel()])
