"""Classes in training: their loss is cross-entropy, their score average precision."""

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit
from sklearn.metrics import average_precision_score

from bindery.data.tensors import Rows


def loss(scores: np.ndarray, targets: np.ndarray, weights: np.ndarray | None) -> float:
    """Cross-entropy of log-odds and targets 0 or 1, shape (n,); weights None are equal weights."""
    found = np.logaddexp(0, scores) - targets * scores
    return float(np.average(found, weights=weights))


def score(scores: np.ndarray, targets: np.ndarray, weights: np.ndarray | None) -> float:
    """Average precision of log-odds, shape (n,); weights None are equal weights."""
    return float(average_precision_score(targets, scores, sample_weight=weights))


def calibrated(scores: np.ndarray, targets: np.ndarray) -> tuple[float, float]:
    """Slope and intercept that make log-odds of scores, shape (n,): Platt's, with a weak prior.

    The prior, a normal distribution of mean 1 on the slope of standardised scores, keeps it finite
    where the classes are apart.
    """
    mean, deviation = float(scores.mean()), float(scores.std()) or 1.0
    standard = (scores - mean) / deviation

    def loss_of(line: np.ndarray) -> tuple[float, np.ndarray]:
        found = line[0] * standard + line[1]
        missed = expit(found) - targets
        own = np.logaddexp(0, found) - targets * found
        prior = line[0] - 1
        slopes = np.array([missed @ standard + prior, missed.sum()])
        return float(own.sum() + prior**2 / 2), slopes

    slope, intercept = minimize(loss_of, np.array([1.0, 0.0]), jac=True, method="L-BFGS-B").x
    return float(slope) / deviation, float(intercept - slope * mean / deviation)


def log_density(scores: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """The log-probability of each target, 0 or 1, by log-odds, shape (n,)."""
    return targets * scores - np.logaddexp(0, scores)


def scaled(rows: Rows, by: Rows) -> Rows:
    """The rows unchanged, because classes have no scale."""
    return rows


def labels(targets: np.ndarray) -> np.ndarray:
    """Whether each row is a positive, bool, shape (n,); folds have equal shares of positives."""
    return targets > 0
