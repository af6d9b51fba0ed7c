"""Classes in training: their loss is cross-entropy, their score average precision."""

import numpy as np
from sklearn.metrics import average_precision_score

from bindery.data.tensors import Rows


def loss(scores: np.ndarray, targets: np.ndarray, weights: np.ndarray | None) -> float:
    """Cross-entropy of log-odds and targets 0 or 1, shape (n,); weights None are equal weights."""
    found = np.logaddexp(0, scores) - targets * scores
    return float(np.average(found, weights=weights))


def chance(targets: np.ndarray, weights: np.ndarray | None) -> float:
    """The loss of a model that gives each row the share of positives."""
    share = np.clip(np.average(targets, weights=weights), 1e-6, 1 - 1e-6)
    return float(-share * np.log(share) - (1 - share) * np.log(1 - share))


def score(scores: np.ndarray, targets: np.ndarray, weights: np.ndarray | None) -> float:
    """Average precision of log-odds, shape (n,); weights None are equal weights."""
    return float(average_precision_score(targets, scores, sample_weight=weights))


def scaled(rows: Rows, by: Rows) -> Rows:
    """The rows unchanged, because classes have no scale."""
    return rows


def labels(targets: np.ndarray) -> np.ndarray:
    """Whether each row is a positive, bool, shape (n,); folds have equal shares of positives."""
    return targets > 0
