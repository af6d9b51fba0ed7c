"""Evaluate classes: AUROC and AUPRC, ROC and precision-recall curves.

Point estimates are scikit-learn's.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from sklearn.metrics import average_precision_score, roc_auc_score

from bindery.errors import InputError
from bindery.evaluation.metrics import DRAWS_AT_ONCE, interval, resamples
from bindery.training.predictions import Predictions

GRID = np.linspace(0, 1, 201)


@dataclass
class Curve:
    """A curve on a grid of x from 0 to 1, with an interval.

    Attributes:
        y: shape (201,).
        low: lower end of the interval at each x, shape (201,).
        high: its upper end, shape (201,).
    """

    y: np.ndarray
    low: np.ndarray
    high: np.ndarray


class Bootstrap:
    """Resamples of groups, the same for every model of a test set, so that differences are paired.

    A resample gives each row an integer weight. One that lacks a class is drawn again.
    """

    def __init__(self, group: np.ndarray, target: np.ndarray, draws: int, seed: int):
        """Draw the resamples.

        Args:
            group: int, shape (n,).
            target: 0 or 1, shape (n,).
            draws: number of resamples.
            seed: seed of the resamples.

        Raises:
            InputError: one class is missing.
        """
        positive, negative = target > 0, target == 0
        if not (positive.any() and negative.any()):
            raise InputError(
                "the test rows are all of one class", remedy="make the tensor file again"
            )

        def both(drawn: np.ndarray) -> bool:
            return bool(drawn[positive].any() and drawn[negative].any())

        self.weights = resamples(group, draws, seed, both)
        self.target = target

    def _cumulative(self, score: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Cumulative weights of true and false positives by rank, one row for each resample."""
        order = np.argsort(-score, kind="stable")
        # A curve has only one point for rows of equal score, after the last of them.
        last = np.append(np.diff(score[order]) != 0, True)
        positive = self.target[order] > 0
        step = max(1, DRAWS_AT_ONCE // len(score))
        for first in range(0, len(self.weights), step):
            weights = self.weights[first : first + step, order].astype(np.float64)
            true = np.cumsum(weights * positive, axis=1)[:, last]
            false = np.cumsum(weights * ~positive, axis=1)[:, last]
            yield true, false

    def auroc(self, score: np.ndarray) -> np.ndarray:
        """AUROC of each resample: shape (draws,)."""
        areas = []
        for true, false in self._cumulative(score):
            rate = np.pad(true / true[:, -1:], ((0, 0), (1, 0)))
            step = np.diff(false / false[:, -1:], axis=1, prepend=0)
            areas.append((step * (rate[:, 1:] + rate[:, :-1]) / 2).sum(axis=1))
        return np.concatenate(areas) if areas else np.empty(0)

    def auprc(self, score: np.ndarray) -> np.ndarray:
        """Average precision of each resample: shape (draws,)."""
        areas = []
        for true, false in self._cumulative(score):
            precision = true / np.maximum(true + false, 1)
            step = np.diff(true / true[:, -1:], axis=1, prepend=0)
            areas.append((step * precision).sum(axis=1))
        return np.concatenate(areas) if areas else np.empty(0)

    def curves(self, score: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """True-positive rate and precision on the grid, each of shape (draws, 201)."""
        roc, pr = [], []
        for true, false in self._cumulative(score):
            for hits, misses in zip(true, false, strict=True):
                roc.append(roc_on_grid(hits, misses))
                pr.append(pr_on_grid(hits, misses))
        return np.array(roc), np.array(pr)


def roc_on_grid(true: np.ndarray, false: np.ndarray) -> np.ndarray:
    """True-positive rate at each false-positive rate of the grid, from cumulative counts."""
    x = np.append(0, false / false[-1])
    y = np.append(0, true / true[-1])
    # Where the curve rises vertically, the value at that x is the upper end of the rise, and the
    # segment on its left leads to the lower end.
    left = np.searchsorted(x, GRID, side="right") - 1
    right = np.minimum(left + 1, len(x) - 1)
    share = (GRID - x[left]) / np.maximum(x[right] - x[left], np.finfo(float).tiny)
    return y[left] + share * (y[right] - y[left])


def pr_on_grid(true: np.ndarray, false: np.ndarray) -> np.ndarray:
    """Precision at each recall of the grid: that of the first threshold that reaches the recall."""
    recall = true / true[-1]
    precision = true / np.maximum(true + false, 1)
    first = np.searchsorted(recall, np.maximum(GRID - 1e-12, 1e-12))
    return precision[np.minimum(first, len(recall) - 1)]


def _counts(target: np.ndarray, score: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    order = np.argsort(-score, kind="stable")
    last = np.append(np.diff(score[order]) != 0, True)
    positive = target[order] > 0
    return np.cumsum(positive)[last], np.cumsum(~positive)[last]


def curves(test: Predictions, bootstrap: Bootstrap, confidence: float) -> dict[str, Curve]:
    """The ROC and PR curves of a model with intervals, under the names `roc` and `pr`."""
    counts = _counts(test.target, test.score)
    roc, pr = bootstrap.curves(test.score)
    return {
        "roc": Curve(roc_on_grid(*counts), *interval(roc, confidence)),
        "pr": Curve(pr_on_grid(*counts), *interval(pr, confidence)),
    }


def auroc(target: np.ndarray, score: np.ndarray) -> float:
    """Area under the ROC curve of targets 0 or 1 and scores, shape (n,)."""
    return float(roc_auc_score(target, score))


def auprc(target: np.ndarray, score: np.ndarray) -> float:
    """Average precision of targets 0 or 1 and scores, shape (n,)."""
    return float(average_precision_score(target, score))


VALUES = {"auroc": auroc, "auprc": auprc}


def more(target: np.ndarray, score: np.ndarray) -> dict[str, float | None]:
    """Further measures of a model, without an interval: none for classes."""
    return {}


def counts(split: str, target: np.ndarray) -> dict[str, int]:
    """Count a split's measured rows and positives, (n,), under the names of metrics.json."""
    return {
        f"n_{split}": int((~np.isnan(target)).sum()),
        f"positives_{split}": int((target > 0).sum()),
    }
