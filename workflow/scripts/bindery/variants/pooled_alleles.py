"""Scores of both alleles for networks of one layer of detectors and global pools."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from keras import layers, ops

from bindery.explanation.pooled_mutants import NOTHING, PooledMutants, pooled_mutants
from bindery.models.model_parts import TrainedMember
from bindery.variants.allele_kernels import LANES, TOGETHER, pooled_alleles
from bindery.variants.alleles import Alleles
from bindery.variants.lookup_tables import aligned, lookup_tables

# References of one piece of a thread's work, and rows of a head's batch.
REFERENCES, HEAD_BATCH = 64, 1 << 16
# The codes of the complement, and of what is not a base.
COMPLEMENT = (3, 2, 1, 0, 4, NOTHING)


@dataclass(frozen=True)
class Strand:
    """One strand of a member, as it is found in the given strand.

    Attributes:
        parts: the strand's network.
        table: see `PooledMutants`, for the given strand.
        before: codes before the sequence, in the given strand.
        behind: and behind it.
    """

    parts: PooledMutants
    table: np.ndarray
    before: np.ndarray
    behind: np.ndarray

    @classmethod
    def given(cls, parts: PooledMutants) -> "Strand":
        """The strand as it is given."""
        return cls(parts, parts.table, parts.before, parts.behind)

    @classmethod
    def other(cls, parts: PooledMutants) -> "Strand":
        """The other strand: the complement's detectors, from last to first."""
        table = parts.table[::-1, list(COMPLEMENT)]
        return cls(parts, table, parts.behind[::-1], parts.before[::-1])

    @property
    def layout(self) -> tuple:
        """What strands of one pass have in common."""
        edges = self.before.tobytes(), self.behind.tobytes()
        return len(self.table), self.parts.rectified, *edges


class Pass:
    """Strands of one layout, whose detectors are computed together."""

    def __init__(self, strands: Sequence[Strand]):
        """Take the strands and make their tables."""
        self.strands = strands
        own = [lookup_tables(strand.table, strand.parts.bias) for strand in strands]
        self.tables = aligned(np.concatenate(own))
        self.ends = np.cumsum([len(tables) for tables in own])[:-1]

    def pooled(self, alleles: Alleles, threads: int) -> dict[int, np.ndarray]:
        """Pooled activations by the `id` of the strand.

        Returns:
            Maxima, before ReLU, and sums, after it, of references, then of alternatives; float32,
            shape (blocks, rows, 2, LANES).
        """
        one, references = self.strands[0], len(alleles.references)
        rows = references + len(alleles.alternatives)
        found = np.empty((len(self.tables), rows, 2, LANES), np.float32)
        sequence = np.zeros(alleles.references.shape[1], np.uint8)
        beyond = np.full(self.tables.shape[1] * TOGETHER - len(one.table), NOTHING, np.uint8)
        given = (
            *(alleles.references, alleles.alternatives, alleles.order, alleles.ends),
            alleles.spans,
            np.concatenate([one.before, sequence, one.behind, beyond]),
            *(len(one.before), len(one.table), self.tables),
            np.float32(0 if one.parts.rectified else -np.inf),
        )

        def work(first: int) -> None:
            pooled_alleles(*given, first, min(first + REFERENCES, references), found)

        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(work, range(0, references, REFERENCES)))
        parts = np.split(found, self.ends)
        return {id(strand): own for strand, own in zip(self.strands, parts, strict=True)}


class PooledAlleles:
    """Members whose strands are detectors and global pools, made ready."""

    def __init__(self, members: Sequence[TrainedMember], parts: Sequence[PooledMutants]):
        """Take members and their strands' networks; see `pooled_members`."""
        self.members = members
        self.strands = [
            [Strand.given(own), *([Strand.other(own)] if member.reads_both else [])]
            for member, own in zip(members, parts, strict=True)
        ]
        together: dict[tuple, list[Strand]] = {}
        for strand in (strand for own in self.strands for strand in own):
            together.setdefault(strand.layout, []).append(strand)
        self.passes = [Pass(own) for own in together.values()]

    def scores(self, alleles: Alleles, threads: int) -> tuple[np.ndarray, np.ndarray]:
        """Means of the members' scores of both alleles.

        Args:
            alleles: windows as wide as the members'.
            threads: number of threads, which changes no result.

        Returns:
            Of references and of alternatives, float32, shape (rows, outputs).
        """
        pooled: dict[int, np.ndarray] = {}
        for own in self.passes:
            pooled |= own.pooled(alleles, threads)
        parts = []
        for member, strands in zip(self.members, self.strands, strict=True):
            of_strands = [_head_scores(strand, pooled.pop(id(strand))) for strand in strands]
            merged = member.merged(*of_strands) if len(strands) > 1 else of_strands[0]
            parts.append(np.asarray(ops.convert_to_numpy(merged), np.float32))
        mean = np.asarray(np.mean(parts, axis=0, dtype=np.float32))
        return mean[: len(alleles.references)], mean[len(alleles.references) :]


def pooled_members(members: Sequence[TrainedMember]) -> PooledAlleles | None:
    """The fast way of members; None if any strand is not detectors and global pools."""
    parts = [pooled_mutants(member) if member.is_open else None for member in members]
    known = [own for own in parts if own is not None]
    return PooledAlleles(members, known) if len(known) == len(parts) else None


def _is_average(pool: layers.Layer) -> bool:
    return isinstance(pool, layers.GlobalAveragePooling1D)


def _head_scores(strand: Strand, pooled: np.ndarray) -> np.ndarray:
    """Scores of a strand from its pooled activations, see `Pass.pooled`."""
    parts = strand.parts
    features = []
    for pool in parts.pools:
        own = np.concatenate(pooled[:, :, int(_is_average(pool))], axis=1)[:, : len(parts.bias)]
        if _is_average(pool):
            own /= np.float32(pool.input.shape[1])
        elif parts.rectified:
            # ReLU keeps order, so the maximum may come first.
            np.maximum(own, 0, out=own)
        features.append(own)
    found = []
    for first in range(0, len(features[0]), HEAD_BATCH):
        fed = [own[first : first + HEAD_BATCH] for own in features]
        # Whole batches without the pipeline of `predict`, which would copy row by row.
        found.append(parts.head.predict_on_batch(fed if len(fed) > 1 else fed[0]))
    return np.concatenate(found)
