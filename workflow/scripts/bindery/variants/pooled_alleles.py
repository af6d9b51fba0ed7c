"""Scores of both alleles for networks of one layer of detectors and global pools."""

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from keras import layers

from bindery.explanation.pooled_mutants import PooledMutants, pooled_mutants
from bindery.models.model_parts import TrainedMember
from bindery.variants.alleles import Alleles
from bindery.variants.pooling.pooled_heads import Head
from bindery.variants.pooling.strand_passes import LONGEST, Pass, Strand

# References whose pools are held at once.
HELD = 1 << 12


class PooledMember:
    """A member whose strands are detectors and global pools."""

    def __init__(self, member: TrainedMember, parts: PooledMutants):
        """Take a member and its strand's network; see `pooled_members`."""
        self.head, self.outputs = Head(parts), int(member.model.output_shape[1])
        self.larger = any(isinstance(layer, layers.Maximum) for layer in member.model.layers)
        window = int(member.model.input_shape[1])
        makers = (Strand.given, Strand.other)[: 2 if member.reads_both else 1]
        self.strands = [make(parts, window) for make in makers]

    def scores(self, features: dict[int, list[np.ndarray]]) -> np.ndarray:
        """Scores of rows, float32, shape (rows, outputs), from each strand's features by its id."""
        found = [self.head.scores(features.pop(id(strand))) for strand in self.strands]
        if len(found) == 1:
            return found[0]
        # As `TrainedMember.merged`, whose steps of Keras take longer than these.
        return np.maximum(*found) if self.larger else (found[0] + found[1]) / 2


class PooledAlleles:
    """Models whose members' strands are detectors and global pools."""

    def __init__(self, models: Sequence[Sequence[PooledMember]]):
        """Take models of the same window, each of which is the mean of its members."""
        self.models = models

    @classmethod
    def joined(cls, ways: Sequence["PooledAlleles"]) -> "PooledAlleles":
        """All models of several; those of one layout read each sequence once."""
        return cls([model for way in ways for model in way.models])

    @cached_property
    def passes(self) -> list[Pass]:
        """The passes over the sequences."""
        together: dict[tuple, list[Strand]] = {}
        for model in self.models:
            for strand in (strand for member in model for strand in member.strands):
                together.setdefault(strand.layout, []).append(strand)
        return [Pass(own) for own in together.values()]

    def scores(self, alleles: Alleles, threads: int) -> tuple[np.ndarray, np.ndarray]:
        """Scores of both alleles by all models.

        Args:
            alleles: windows as wide as the models'.
            threads: number of threads, which changes no result.

        Returns:
            Of references and of alternatives, float32, shape (rows, outputs of all models).
        """
        outputs = sum(model[0].outputs for model in self.models)
        one = np.empty((len(alleles.references), outputs), np.float32)
        other = np.empty((len(alleles.alternatives), outputs), np.float32)
        for own, rows, part in alleles.parts(HELD):
            one[own], other[rows] = np.split(self._means(part, threads), [len(part.references)])
        return one, other

    def _means(self, alleles: Alleles, threads: int) -> np.ndarray:
        """Of references, then of alternatives."""
        features: dict[int, list[np.ndarray]] = {}
        for own in self.passes:
            found = own.features(alleles, threads)
            features |= {id(strand): of for strand, of in zip(own.strands, found, strict=True)}
        means = [
            np.mean([member.scores(features) for member in model], axis=0) for model in self.models
        ]
        return np.concatenate(means, axis=1)


def pooled_members(members: Sequence[TrainedMember]) -> PooledAlleles | None:
    """The fast way of a model; None if any member's strand is not detectors and global pools.

    Nor is it for sequences that are shorter than a detector, or for detectors beyond all measure.
    """
    found = []
    for member in members:
        parts = pooled_mutants(member) if member.is_open else None
        if parts is None or len(parts.table) > min(LONGEST, int(member.model.input_shape[1])):
            return None
        found.append(PooledMember(member, parts))
    return PooledAlleles([found])
