"""Measures of methylation models in each cell, and their means over cells, with intervals.

Intervals are from a bootstrap over stretches of the genome, which draws all cells together.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from sklearn.metrics import matthews_corrcoef

from bindery.errors import InputError
from bindery.evaluation.classes import Curve, auprc, auroc, pr_on_grid, roc_on_grid
from bindery.evaluation.metrics import interval
from bindery.training.methylation.predictions import CellPredictions

MEASURES = ("auroc", "auprc", "accuracy", "mcc")


def accuracy(target: np.ndarray, score: np.ndarray) -> float:
    """Share of sites whose state is that of log-odds above or below 0."""
    return float(np.mean((score > 0) == (target > 0)))


def mcc(target: np.ndarray, score: np.ndarray) -> float:
    """Matthews correlation of states and log-odds above or below 0."""
    return float(matthews_corrcoef(target > 0, score > 0))


VALUES: dict[str, Callable[[np.ndarray, np.ndarray], float]] = {
    "auroc": auroc,
    "auprc": auprc,
    "accuracy": accuracy,
    "mcc": mcc,
}


@dataclass
class Drawn:
    """Measures of one model in resamples.

    Attributes:
        value: measure -> value in each cell, shape (cells,), NaN where it is not defined.
        resampled: measure -> values in each resample, shape (draws, cells).
        curves: `roc` and `pr` -> the mean curve over cells with its interval; empty if not asked
            for.
    """

    value: dict[str, np.ndarray]
    resampled: dict[str, np.ndarray]
    curves: dict[str, Curve]

    def mean(self, name: str) -> float:
        """The mean of a measure over cells in which it is defined."""
        return float(np.nanmean(self.value[name]))

    def means(self, name: str) -> np.ndarray:
        """The mean over cells in each resample, shape (draws,)."""
        return np.nanmean(self.resampled[name], axis=1)


class CellBootstrap:
    """Resamples of stretches of the genome, the same for every model of a test set."""

    def __init__(self, test: CellPredictions, draws: int, seed: int):
        """Draw the resamples.

        Args:
            test: measured test sites; their scores do not matter.
            draws: number of resamples.
            seed: seed of the resamples.

        Raises:
            InputError: no cell has sites of both states.
        """
        self.cells = list(dict.fromkeys(sorted(test.cell)))
        self.rows = [np.flatnonzero(test.cell == cell) for cell in self.cells]
        both = [len(np.unique(test.target[rows])) > 1 for rows in self.rows]
        if not any(both):
            raise InputError(
                "the test sites of each cell are all of one state",
                remedy="give the test set more of the genome under `split.test`",
            )
        self.defined = np.array(both)
        groups, self.member = np.unique(test.group, return_inverse=True)
        generator = np.random.default_rng(seed)
        count = len(groups)
        self.draws = [
            np.bincount(generator.integers(0, count, count), minlength=count).astype(np.uint16)
            for _ in range(draws)
        ]
        self.target = test.target

    def measured(self, score: np.ndarray, confidence: float, *, curves: bool = False) -> Drawn:
        """All measures of a model's scores, log-odds of shape (n,).

        Args:
            score: log-odds of each row.
            confidence: confidence of the intervals of curves.
            curves: whether to find the curves too.
        """
        cells = len(self.cells)
        value = {name: np.full(cells, np.nan) for name in MEASURES}
        resampled = {name: np.full((len(self.draws), cells), np.nan) for name in MEASURES}
        lines: dict[str, list] = {"roc": [], "pr": []}
        for cell in np.flatnonzero(self.defined):
            rows = self.rows[cell]
            target, own = self.target[rows], score[rows]
            for name, measure in VALUES.items():
                value[name][cell] = measure(target, own)
            ranked = _Ranked(target, own)
            if curves:
                lines["roc"].append([roc_on_grid(*ranked.counts())])
                lines["pr"].append([pr_on_grid(*ranked.counts())])
            for number, drawn in enumerate(self.draws):
                counts = ranked.counts(drawn[self.member[rows]].astype(float))
                if not (counts[0][-1] and counts[1][-1]):
                    continue
                for name, found in ranked.measures(*counts).items():
                    resampled[name][number, cell] = found
                if curves:
                    lines["roc"][-1].append(roc_on_grid(*counts))
                    lines["pr"][-1].append(pr_on_grid(*counts))
        return Drawn(value, resampled, _curves(lines, confidence) if curves else {})


def _curves(lines: dict[str, list], confidence: float) -> dict[str, Curve]:
    """The mean curve over cells and its interval."""
    found = {}
    for name, of_cells in lines.items():
        least = min(len(own) for own in of_cells)
        mean = np.mean([own[:least] for own in of_cells], axis=0)
        drawn = mean[1:] if least > 1 else mean
        found[name] = Curve(mean[0], *interval(drawn, confidence))
    return found


class _Ranked:
    """The sites of one cell in the order of their scores, to measure them with any weights."""

    def __init__(self, target: np.ndarray, score: np.ndarray):
        self.order = np.argsort(-score, kind="stable")
        ordered = score[self.order]
        # A curve has only one point for rows of equal score, after the last of them.
        self.last = np.flatnonzero(np.append(np.diff(ordered) != 0, True))
        self.positive = target[self.order] > 0
        self.above = int((ordered[self.last] > 0).sum())

    def counts(self, weights: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
        """Cumulative weights of true and false positives by rank."""
        own = np.ones(len(self.order)) if weights is None else weights[self.order]
        positive = self.positive
        return np.cumsum(own * positive)[self.last], np.cumsum(own * ~positive)[self.last]

    def measures(self, true: np.ndarray, false: np.ndarray) -> dict[str, float]:
        """All measures, from cumulative weights of both classes."""
        hits, misses = true[-1], false[-1]
        rate = np.append(0, true / hits)
        step = np.diff(false / misses, prepend=0)
        precision = true / np.maximum(true + false, 1e-12)
        one = true[self.above - 1] if self.above else 0.0
        other = false[self.above - 1] if self.above else 0.0
        kept, wrong = misses - other, hits - one
        product = (one + other) * (one + wrong) * (kept + other) * (kept + wrong)
        return {
            "auroc": float((step * (rate[1:] + rate[:-1]) / 2).sum()),
            "auprc": float((np.diff(true / hits, prepend=0) * precision).sum()),
            "accuracy": float((one + kept) / (hits + misses)),
            "mcc": float((one * kept - other * wrong) / np.sqrt(product)) if product else 0.0,
        }
