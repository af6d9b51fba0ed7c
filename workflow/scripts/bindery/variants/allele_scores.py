"""Scores of both alleles of changes by any trained model."""

from collections.abc import Sequence
from typing import Protocol

import keras
import numpy as np

from bindery.models import blends
from bindery.models.model_parts import TrainedModel
from bindery.models.scores import PREDICT_BATCH
from bindery.runtime import devices
from bindery.variants.alleles import Alleles, different_rows
from bindery.variants.pooled_alleles import PooledAlleles, pooled_members

Scores = tuple[np.ndarray, np.ndarray]


class Way(Protocol):
    """A way to score the references and the alternatives of alleles."""

    def scores(self, alleles: Alleles, threads: int) -> Scores:
        """Of references and of alternatives, float32, shape (rows, outputs)."""


class Predicted:
    """Any model: it predicts the different rows of both alleles, in full batches."""

    def __init__(self, model: keras.Model):
        """Take the model."""
        self.model = model

    def scores(self, alleles: Alleles, threads: int) -> Scores:
        """See `Way`; Keras has threads of its own."""
        codes = np.concatenate([alleles.references, alleles.alternatives])
        rows, which = different_rows(codes)
        fed = devices.in_order(PREDICT_BATCH, codes[rows])
        found = np.asarray(self.model.predict(**fed, verbose=0), np.float32)[which]
        return found[: len(alleles.references)], found[len(alleles.references) :]


class Blended:
    """A blend, each of whose members is scored in its own way."""

    def __init__(self, model: keras.Model, members: Sequence[keras.Model]):
        """Take a model of `blends.blend`, and its members."""
        self.members = [AlleleScorer(member) for member in members]
        self.weights, self.bias = model.get_layer("weights").get_weights()

    def scores(self, alleles: Alleles, threads: int) -> Scores:
        """See `Way`."""
        found = [member.of(alleles, threads) for member in self.members]
        one, other = (
            (np.stack(own, axis=2) @ self.weights + self.bias)[..., 0]
            for own in zip(*found, strict=True)
        )
        return one, other


class AlleleScorer:
    """A trained model made ready to score alleles, so that what is compiled serves many calls."""

    def __init__(self, model: keras.Model):
        """Take a trained model; changes of its weights after this do not count.

        Args:
            model: from codes, uint8, shape (batch, window), to scores, shape (batch, outputs).
        """
        self.window = int(model.input_shape[1])
        self.outputs = int(model.output_shape[1])
        self.way = _way(model)

    @classmethod
    def joined(cls, scorers: Sequence["AlleleScorer"]) -> "AlleleScorer":
        """All outputs of several scorers of one window that are fast, which read rows once."""
        ways = [scorer.way for scorer in scorers if isinstance(scorer.way, PooledAlleles)]
        joined = cls.__new__(cls)
        joined.window, joined.way = scorers[0].window, PooledAlleles.joined(ways)
        joined.outputs = sum(scorer.outputs for scorer in scorers)
        return joined

    @property
    def is_fast(self) -> bool:
        """Whether alternative alleles are scored only where they differ."""
        return isinstance(self.way, PooledAlleles)

    def of(self, alleles: Alleles, threads: int = 1) -> Scores:
        """Scores of references and of alternatives in the middle of their windows.

        Args:
            alleles: windows at least as wide as the model's.
            threads: number of threads, which changes no result.

        Returns:
            float32, shape (references, outputs) and (n, outputs).
        """
        if not len(alleles.references):
            return np.empty((0, self.outputs), np.float32), np.empty((0, self.outputs), np.float32)
        seen = alleles.middle(self.window)
        one, other = self.way.scores(seen, threads)
        # The last digits of a product of matrices may depend on the row, so that equal sequences
        # would differ in their scores.
        other[seen.unchanged] = one[seen.which[seen.unchanged]]
        return one, other


def _way(model: keras.Model) -> Way:
    """The fastest way of a model."""
    names = (layer.name for layer in model.layers)
    count = sum(name.startswith(blends.MEMBER) for name in names)
    if count:
        members = [model.get_layer(f"{blends.MEMBER}{number}") for number in range(count)]
        return Blended(model, members)
    return pooled_members(TrainedModel.of(model).members) or Predicted(model)
