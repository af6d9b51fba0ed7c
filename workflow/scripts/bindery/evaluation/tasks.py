"""Metrics of each task of a trunk, with intervals, on labels along chromosomes."""

from dataclasses import dataclass

import numpy as np
from sklearn.metrics import average_precision_score, roc_auc_score

from bindery.evaluation.metrics import interval

# Classes of scores, by rank, in which resamples are counted. They are much finer than an interval.
BINS = 512


@dataclass(frozen=True)
class TaskMetrics:
    """The metrics of one task; NaN where it has no positive or no negative.

    Attributes:
        positives: number of positives.
        negatives: number of negatives.
        auroc: area under the ROC curve, and its interval.
        auprc: average precision, and its interval.
    """

    positives: int
    negatives: int
    auroc: tuple[float, float, float]
    auprc: tuple[float, float, float]


NOTHING = (float("nan"),) * 3


def task_metrics(
    targets: np.ndarray,
    scores: np.ndarray,
    group: np.ndarray,
    draws: np.ndarray,
    confidence: float,
) -> TaskMetrics:
    """Evaluate one task.

    Args:
        targets: 0, 1 or NaN for not measured, shape (n,).
        scores: shape (n,).
        group: number of the group that a row is drawn with, from 0, int, shape (n,).
        draws: how often each resample has each group, shape (draws, groups).
        confidence: confidence of the intervals, such as 0.95.
    """
    known = ~np.isnan(targets)
    targets, scores, group = targets[known] > 0, scores[known], group[known]
    positives = int(targets.sum())
    counts = positives, len(targets) - positives
    if not all(counts):
        return TaskMetrics(*counts, NOTHING, NOTHING)
    hits, misses = _resampled(targets, scores, group, draws)
    usable = (hits.sum(axis=1) > 0) & (misses.sum(axis=1) > 0)
    hits, misses = hits[usable], misses[usable]
    auroc = _with_interval(roc_auc_score(targets, scores), _auroc(hits, misses), confidence)
    auprc = average_precision_score(targets, scores)
    return TaskMetrics(*counts, auroc, _with_interval(auprc, _auprc(hits, misses), confidence))


def _with_interval(
    value: float, drawn: np.ndarray, confidence: float
) -> tuple[float, float, float]:
    low, high = interval(drawn, confidence)
    return float(value), float(low), float(high)


def _resampled(
    targets: np.ndarray, scores: np.ndarray, group: np.ndarray, draws: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Positives and negatives of each resample by class of score, best first: (draws, BINS)."""
    # Half of the classes are for the positives' scores, so that few of many rows are told apart.
    edges = np.unique(
        np.concatenate(
            [
                np.quantile(scores[targets], np.linspace(0, 1, BINS // 2)),
                np.quantile(scores[~targets], np.linspace(0, 1, BINS // 2)),
            ]
        )
    )
    place = len(edges) - np.searchsorted(edges, scores, side="right")
    size = draws.shape[1], len(edges) + 1
    found = []
    for wanted in (targets, ~targets):
        flat = np.bincount(group[wanted] * size[1] + place[wanted], minlength=size[0] * size[1])
        found.append(draws.astype(np.float64) @ flat.reshape(size))
    return found[0], found[1]


def _auroc(hits: np.ndarray, misses: np.ndarray) -> np.ndarray:
    """AUROC of counts by class of score, in which rows of a class are tied: shape (draws,)."""
    before = np.cumsum(hits, axis=1) - hits
    above = (misses * (before + hits / 2)).sum(axis=1)
    return above / (hits.sum(axis=1) * misses.sum(axis=1))


def _auprc(hits: np.ndarray, misses: np.ndarray) -> np.ndarray:
    """Average precision of such counts: shape (draws,)."""
    true, false = np.cumsum(hits, axis=1), np.cumsum(misses, axis=1)
    precision = true / np.maximum(true + false, 1)
    return (hits * precision).sum(axis=1) / hits.sum(axis=1)
