"""Intensities in training: half the squared error, Pearson's correlation, and a scale."""

from dataclasses import dataclass, replace

import numpy as np

from bindery.data.tensors import Rows

# DeepBind clamps intensities at this percentile.
CLAMP = 99.95


@dataclass(frozen=True)
class Scale:
    """Scales intensities to targets: clamped from above, then to mean 0 and variance 1."""

    highest: float
    mean: float
    deviation: float

    def __call__(self, values: np.ndarray) -> np.ndarray:
        """Scale values, any shape."""
        return (np.minimum(values, self.highest) - self.mean) / self.deviation


def scale_of(targets: np.ndarray) -> Scale:
    """The scale of measured intensities, shape (n,)."""
    clamped = np.minimum(targets, highest := float(np.percentile(targets, CLAMP)))
    return Scale(highest, float(clamped.mean()), float(clamped.std()) or 1.0)


def loss(scores: np.ndarray, targets: np.ndarray, weights: np.ndarray | None) -> float:
    """Half the mean squared error of scores, shape (n,); weights None are equal weights."""
    return float(np.average((scores - targets) ** 2 / 2, weights=weights))


def chance(targets: np.ndarray, weights: np.ndarray | None) -> float:
    """The loss of a model that gives each row the mean."""
    return loss(np.average(targets, weights=weights), targets, weights)


def score(scores: np.ndarray, targets: np.ndarray, weights: np.ndarray | None) -> float:
    """Pearson's correlation of scores and targets, shape (n,); 0 if one of them is constant."""
    covariance = np.cov(scores.astype(float), targets.astype(float), aweights=weights)
    scale = np.sqrt(covariance[0, 0] * covariance[1, 1])
    return float(covariance[0, 1] / scale) if scale > 0 else 0.0


def scaled(rows: Rows, by: Rows) -> Rows:
    """Rows whose intensities have the scale of training rows `by`, float32."""
    targets = scale_of(by.targets)(rows.targets).astype(np.float32)
    return replace(rows, targets=targets)


def labels(targets: np.ndarray) -> np.ndarray:
    """Whether each row is above the median, bool, shape (n,); folds have equal shares of these."""
    return targets > np.median(targets)
