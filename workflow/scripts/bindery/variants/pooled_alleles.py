"""Scores of both alleles for networks of one layer of detectors and global pools."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from keras import layers, ops

from bindery.explanation.pooled_mutants import NOTHING, PooledMutants, pooled_mutants
from bindery.models.model_parts import TrainedMember
from bindery.variants.allele_kernels import TOGETHER, WORDS, lookup_tables, pooled_alleles
from bindery.variants.alleles import Alleles

# Detectors of one pass, whose tables stay in the cache; references of one piece of work of a thread;
# rows of a head's batch.
BLOCK, REFERENCES, HEAD_BATCH = 128, 256, 1 << 16
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


class PooledAlleles:
    """Members whose strands are detectors and global pools, made ready."""

    def __init__(self, members: Sequence[TrainedMember], parts: Sequence[PooledMutants]):
        """Take members and their strands' networks; see `pooled_members`."""
        self.members = members
        self.strands = [
            [Strand.given(own), *([Strand.other(own)] if member.reads_both else [])]
            for member, own in zip(members, parts, strict=True)
        ]
        self.passes: dict[tuple, list[Strand]] = {}
        for strand in (strand for own in self.strands for strand in own):
            self.passes.setdefault(strand.layout, []).append(strand)
        self.tables = {
            layout: [_tables(strands) for strands in _blocks(own)]
            for layout, own in self.passes.items()
        }

    def scores(self, alleles: Alleles, threads: int) -> tuple[np.ndarray, np.ndarray]:
        """Means of the members' scores of both alleles.

        Args:
            alleles: windows as wide as the members'.
            threads: number of threads, which changes no result.

        Returns:
            Of references and of alternatives, float32, shape (rows, outputs).
        """
        pooled: dict[int, np.ndarray] = {}
        for layout, strands in self.passes.items():
            for block, (tables, bias) in zip(_blocks(strands), self.tables[layout], strict=True):
                found = _pooled(block, tables, bias, alleles, threads)
                ends = np.cumsum([len(strand.parts.bias) for strand in block])[:-1]
                for strand, own in zip(block, np.split(found, ends, axis=2), strict=True):
                    pooled[id(strand)] = own
        total = 0
        for member, strands in zip(self.members, self.strands, strict=True):
            of_strands = [_head_scores(strand, pooled.pop(id(strand))) for strand in strands]
            merged = member.merged(*of_strands) if len(strands) > 1 else of_strands[0]
            total = total + np.asarray(ops.convert_to_numpy(merged))
        mean = np.asarray(total / len(self.members), np.float32)
        return mean[: len(alleles.references)], mean[len(alleles.references) :]


def pooled_members(members: Sequence[TrainedMember]) -> PooledAlleles | None:
    """The fast way of members; None if any strand is not detectors and global pools."""
    parts = [pooled_mutants(member) if member.is_open else None for member in members]
    known = [own for own in parts if own is not None]
    return PooledAlleles(members, known) if len(known) == len(parts) else None


def _blocks(strands: Sequence[Strand]) -> list[list[Strand]]:
    """Strands of one layout in groups of at most BLOCK detectors, or of one strand."""
    blocks: list[list[Strand]] = []
    size = 0
    for strand in strands:
        size += len(strand.parts.bias)
        if not blocks or size > BLOCK:
            blocks.append([])
            size = len(strand.parts.bias)
        blocks[-1].append(strand)
    return blocks


def _tables(strands: Sequence[Strand]) -> tuple[np.ndarray, np.ndarray]:
    """Tables, flat, and bias of the detectors of some strands."""
    table = np.concatenate([strand.table for strand in strands], axis=2)
    bias = np.concatenate([strand.parts.bias for strand in strands])
    return lookup_tables(table).ravel(), bias


def _pooled(
    strands: Sequence[Strand], tables: np.ndarray, bias: np.ndarray, alleles: Alleles, threads: int
) -> np.ndarray:
    """Maxima and sums of references, then of alternatives: float32, (rows, 2, detectors)."""
    one, references = strands[0], len(alleles.references)
    width, start = len(one.table), len(one.before)
    found = np.empty((references + len(alleles.alternatives), 2, len(bias)), np.float32)
    sequence = np.zeros(alleles.references.shape[1], np.uint8)
    further = len(tables) // (WORDS * len(bias)) * TOGETHER - width
    beyond = np.full(further, NOTHING, np.uint8)
    given = (
        *(np.concatenate([one.before, sequence, one.behind, beyond]), start, width, tables, bias),
        np.float32(0 if one.parts.rectified else -np.inf),
        any(_is_average(pool) for strand in strands for pool in strand.parts.pools),
    )

    def work(first: int) -> None:
        last = min(first + REFERENCES, references)
        pooled_alleles(
            *(alleles.references[first:last], alleles.alternatives, alleles.order),
            *(alleles.ends[first : last + 1], alleles.spans, *given),
            *(found[first:last], found[references:]),
        )

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(work, range(0, references, REFERENCES)))
    return found


def _is_average(pool: layers.Layer) -> bool:
    return isinstance(pool, layers.GlobalAveragePooling1D)


def _head_scores(strand: Strand, pooled: np.ndarray) -> np.ndarray:
    """Scores of a strand from maxima and sums, shape (rows, 2, detectors)."""
    parts = strand.parts
    features = []
    for pool in parts.pools:
        if _is_average(pool):
            features.append(pooled[:, 1] / np.float32(pool.input.shape[1]))
        else:
            # ReLU keeps order, so the maximum may come first.
            features.append(np.maximum(pooled[:, 0], 0) if parts.rectified else pooled[:, 0])
    found = []
    for first in range(0, len(pooled), HEAD_BATCH):
        fed = [own[first : first + HEAD_BATCH] for own in features]
        # Whole batches without the pipeline of `predict`, which would copy row by row.
        found.append(parts.head.predict_on_batch(fed if len(fed) > 1 else fed[0]))
    return np.concatenate(found)
