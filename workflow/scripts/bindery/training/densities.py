"""Scores on the scale of targets, and how probable classes are by them: what a choice needs.

No training imports this, so that an edit trains nothing again.
"""

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit


def _platt(scores: np.ndarray, targets: np.ndarray) -> tuple[float, float]:
    """Platt's line, with a weak prior.

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


def _least_squares(scores: np.ndarray, targets: np.ndarray) -> tuple[float, float]:
    deviation = float(scores.std())
    slope = float(np.mean((scores - scores.mean()) * targets)) / deviation**2 if deviation else 0.0
    return slope, float(targets.mean() - slope * scores.mean())


LINES = {"cross_entropy": _platt, "half_squared_error": _least_squares}


def line_of(loss: str, scores: np.ndarray, targets: np.ndarray) -> tuple[float, float]:
    """The slope and intercept that put scores on the scale on which a loss reads them.

    Args:
        loss: name of a kind's loss: log-odds for `cross_entropy`, the targets' own scale for
            `half_squared_error`.
        scores: shape (n,).
        targets: shape (n,).
    """
    return LINES[loss](scores, targets)


def log_probability(scores: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """The log-probability of classes, 0 or 1, by scores in log-odds: their common shape."""
    return targets * scores - np.logaddexp(0, scores)
