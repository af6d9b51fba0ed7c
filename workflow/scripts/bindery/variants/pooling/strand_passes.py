"""Strands of detectors and global pools, computed together for references and their alleles."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from keras import layers

from bindery.explanation.pooled_mutants import NOTHING, PooledMutants
from bindery.variants.alleles import Alleles
from bindery.variants.pooling.allele_kernels import KINDS, LANES, TOGETHER, pool_alleles
from bindery.variants.pooling.allele_steps import pooling_steps, rows_of_pools
from bindery.variants.pooling.allele_words import piece_words, reached_windows, strip
from bindery.variants.pooling.edge_windows import EdgeWindows
from bindery.variants.pooling.lookup_tables import (
    aligned,
    aligned_room,
    lookup_tables,
    whole_number_scales,
    word_offsets,
)

# Least and most references of one piece of a thread's work: each piece has a cost of its own, and
# one that is too large leaves threads idle.
LEAST, MOST = 256, 1024
# Most bases of a detector, whose lookups are bits of an integer.
LONGEST = 60 * TOGETHER
# The codes of the complement, and of what is not a base.
COMPLEMENT = (3, 2, 1, 0, 4, NOTHING)


@dataclass(frozen=True)
class Strand:
    """One strand of a member, as it is found in the given strand.

    Attributes:
        parts: the strand's network.
        window: bases of a sequence.
        table: see `PooledMutants`, for the given strand.
        before: codes before the sequence, in the given strand.
        behind: and behind it.
    """

    parts: PooledMutants
    window: int
    table: np.ndarray
    before: np.ndarray
    behind: np.ndarray

    @classmethod
    def given(cls, parts: PooledMutants, window: int) -> "Strand":
        """The strand as it is given."""
        return cls(parts, window, parts.table, parts.before, parts.behind)

    @classmethod
    def other(cls, parts: PooledMutants, window: int) -> "Strand":
        """The other strand: the complement's detectors, from last to first."""
        table = parts.table[::-1, list(COMPLEMENT)]
        return cls(parts, window, table, parts.behind[::-1], parts.before[::-1])

    @property
    def averages(self) -> list[bool]:
        """Which of its pools are averages; the others are maxima."""
        return [isinstance(pool, layers.GlobalAveragePooling1D) for pool in self.parts.pools]

    @property
    def layout(self) -> tuple:
        """What strands of one pass have in common."""
        edges = self.before.tobytes(), self.behind.tobytes()
        return self.window, len(self.table), self.parts.rectified, any(self.averages), *edges


class Pass:
    """Strands of one layout, whose detectors are computed together."""

    def __init__(self, strands: Sequence[Strand]):
        """Take the strands and make their tables."""
        one = strands[0]
        self.strands, self.width, self.start = strands, len(one.table), len(one.before)
        own = [lookup_tables(strand.table, strand.parts.bias) for strand in strands]
        self.tables, self.offsets = aligned(np.concatenate(own)), word_offsets()
        self.ends = np.cumsum([len(tables) for tables in own])
        self.reach, self.sums = self.tables.shape[1] * TOGETHER, int(any(one.averages))
        beyond = np.full(self.reach - self.width, NOTHING, np.uint8)
        sequence = np.zeros(one.window, np.uint8)
        self.padding = np.concatenate([one.before, sequence, one.behind, beyond])
        self.windows = len(self.padding) - self.reach + 1
        span = (self.start, self.start + one.window)
        self.edges = EdgeWindows.of(self.padding, span, self.width, self.tables, self.offsets)
        self.scales = whole_number_scales(self.tables, self.windows)
        least = np.full_like(self.scales, 0 if one.parts.rectified else -np.inf)
        self.limits = np.stack([least, self.scales], axis=1)
        self.beyond = self._pools_beyond()

    def features(self, alleles: Alleles, threads: int) -> list[list[np.ndarray]]:
        """What the pools of each strand give, of references, then of alleles.

        Args:
            alleles: those of one reference together.
            threads: number of threads, which changes no result.

        Returns:
            For each strand, for each of its pools: float32, shape (rows, detectors).
        """
        count, rows = len(alleles.references), len(alleles.references) + len(alleles.alternatives)
        found = aligned_room((len(self.tables), rows, 1 + self.sums, LANES))
        given = (self.start, self.width, self.windows, self.edges.within)
        reached = reached_windows(alleles.spans, *given)

        size = min(MOST, max(LEAST, -(-count // threads)))

        def work(first: int) -> None:
            self._pool(alleles, reached, slice(first, min(first + size, count)), found)

        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(work, range(0, count, size)))
        blocks = [slice(*own) for own in zip([0, *self.ends], self.ends, strict=False)]
        return [
            [self._pooled(found[own], self.scales[own], average, strand) for average in averages]
            for own, strand in zip(blocks, self.strands, strict=True)
            for averages in [strand.averages]
        ]

    def _pools_beyond(self) -> np.ndarray:
        """Pools of the windows that no base of a sequence reaches."""
        found = np.zeros((len(self.tables), 1 + self.sums, LANES), np.float32)
        least, beyond = self.limits[:, :1], self.edges.beyond
        found[:, 0] = np.concatenate([least, beyond], axis=1).max(axis=1)
        if self.sums:
            whole = np.rint(np.maximum(beyond, least) * self.scales[:, None]).astype(np.int32)
            found[:, 1] = whole.sum(axis=1, dtype=np.int32).view(np.float32)
        return found

    def _pool(self, alleles: Alleles, reached: np.ndarray, own: slice, found: np.ndarray) -> None:
        """Write the pools of some references and of their alleles."""
        within, edges, ends = self.edges.within, self.edges, alleles.ends[own.start : own.stop + 1]
        rows, ends = alleles.order[ends[0] : ends[-1]], ends - ends[0]
        written = np.concatenate([np.arange(own.start, own.stop), len(alleles.references) + rows])
        references, reached = alleles.references[own], reached[own]
        codes, bounds, used, segments = strip(references, reached, within, self.width)
        words = piece_words(
            *(references, alleles.alternatives[rows], ends, reached, codes),
            *(self.padding, self.start, within, self.reach, self.offsets),
        )
        length = len(self.padding) - TOGETHER + 1
        sides = edges.left, len(edges.rows) - edges.left
        steps = pooling_steps(bounds, used, segments, reached, ends, length, sides, KINDS)
        size = (rows_of_pools(steps), 1 + self.sums, LANES)
        pool_alleles(
            *(steps, words, self.tables, self.limits, edges.rows, edges.starts, self.beyond),
            *(self.sums, aligned_room(size), written, found),
        )

    def _pooled(
        self, found: np.ndarray, scales: np.ndarray, average: bool, strand: Strand
    ) -> np.ndarray:
        """Features of one pool of a strand, from its blocks."""
        if average:
            means = found[:, :, 1].view(np.int32) / (scales * np.float32(self.windows))[:, None]
            own = means.astype(np.float32)
        else:
            own = found[:, :, 0]
        together = own[0] if len(own) == 1 else np.concatenate(own, axis=1)
        return together[:, : len(strand.parts.bias)]
