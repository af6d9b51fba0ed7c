"""What a design raises or lowers: a model's score, or the difference between two models'."""

from collections.abc import Sequence
from functools import cached_property
from typing import Protocol

import keras
import numpy as np

from bindery.explanation.mutagenesis import Mutagenesis
from bindery.models.loading import load_model
from bindery.models.model_parts import TrainedModel
from bindery.models.scores import PREDICT_BATCH, scores
from bindery.runtime import devices


class Objective(Protocol):
    """What searches need to know; `Goal` is that of trained models.

    Attributes:
        sign: 1 to raise the score, -1 to lower it.
    """

    sign: int

    def scores(self, codes: np.ndarray) -> np.ndarray:
        """Scores of codes, uint8, shape (n, window): float64, shape (n,)."""

    def effects(self, codes: np.ndarray) -> np.ndarray:
        """Change of the score by each change of one base, shape (n, window, 4), order ACGT."""


class Goal:
    """The score of a model, or that less another model's, to be raised or lowered."""

    def __init__(
        self, model: keras.Model, against: keras.Model | None = None, *, lower: bool = False
    ):
        """Make models ready, so that what is compiled serves all steps of a search.

        Args:
            model: trained model, from codes, uint8, (batch, window), to scores; the first counts.
            against: another one of the same window, whose score is subtracted.
            lower: whether to lower the score instead of raising it.
        """
        self.sign = -1 if lower else 1
        both = [(model, 1), (against, -1)]
        self.models = [(TrainedModel.of(own), share) for own, share in both if own is not None]
        self._mutagenesis = [(Mutagenesis(own), share) for own, share in self.models]

    def scores(self, codes: np.ndarray) -> np.ndarray:
        """Scores of codes, uint8, shape (n, window): float64, shape (n,)."""
        found = np.zeros(len(codes))
        for own, share in self.models:
            found += share * scores(own.model, codes).astype(float)
        return found

    def effects(self, codes: np.ndarray) -> np.ndarray:
        """Change of the score by each change of one base, shape (n, window, 4), order ACGT."""
        found = np.zeros((*codes.shape, 4))
        for own, share in self._mutagenesis:
            found += share * own.effects(codes)
        return found

    @property
    def is_open(self) -> bool:
        """Whether the models have gradients, see `TrainedModel.is_open`."""
        return all(own.is_open for own, _ in self.models)

    def scores_of_shares(self, shares: np.ndarray) -> np.ndarray:
        """Scores of shares of bases, float32, shape (n, window, 4): float64, shape (n,)."""
        found = np.zeros(len(shares))
        for own, share in self.models:
            fed = devices.in_order(PREDICT_BATCH, shares.astype(np.float32))
            found += share * own.scores_of_bases.predict(**fed, verbose=0)[:, 0].astype(float)
        return found

    def slopes(self, shares: np.ndarray) -> np.ndarray:
        """Gradient of the score to shares of bases, float32, shape (n, window, 4)."""
        found = np.zeros(shares.shape)
        for gradient, share in self._gradients:
            found += share * gradient(shares.astype(np.float32))
        return found

    @cached_property
    def _gradients(self) -> list:
        return [(devices.gradient(own.scores_of_bases), share) for own, share in self.models]


def goal_of(
    model: str, against: str | None, direction: str, architectures: Sequence[str] = ()
) -> Goal:
    """The goal of models in files.

    Args:
        model: trained model, `.keras`, or its folder.
        against: another one whose score is subtracted, or None.
        direction: raise or lower.
        architectures: of the models, see `loading.load_model`.
    """
    files = [model] if against is None else [model, against]
    return Goal(*(load_model(own, *architectures) for own in files), lower=direction == "lower")
