"""What a model is to predict: classes, or intensities; its rows, scale, and measure."""

from dataclasses import dataclass

import numpy as np
from sklearn.metrics import average_precision_score

from bindery.data.tensors import Rows, Tensor
from bindery.targets.kinds import kinds

# What a model is chosen by, beside its loss.
SCORES = {kind.name: kind.score for kind in kinds().values()}
# DeepBind clamps intensities at this percentile.
CLAMP = 99.95


@dataclass(frozen=True)
class Scale:
    """How intensities become targets: clamped from above, then mean 0 and variance 1."""

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


def judge(
    scores: np.ndarray, targets: np.ndarray, target: str, weights: np.ndarray | None = None
) -> tuple[float, float]:
    """Loss, and AUPRC or Pearson's correlation.

    Args:
        scores: log-odds, or intensities, shape (n,).
        targets: shape (n,).
        target: `class` (loss: cross-entropy) or `intensity` (loss: half the squared error).
        weights: of the rows, shape (n,); None weighs all alike.

    Returns:
        Two numbers; both nan if a score is not finite.
    """
    if not np.isfinite(scores).all():
        return float("nan"), float("nan")
    if target == "intensity":
        loss = np.average((scores - targets) ** 2 / 2, weights=weights)
        return float(loss), _correlation(scores, targets, weights)
    loss = np.average(np.logaddexp(0, scores) - targets * scores, weights=weights)
    return float(loss), float(average_precision_score(targets, scores, sample_weight=weights))


def _correlation(one: np.ndarray, other: np.ndarray, weights: np.ndarray | None) -> float:
    covariance = np.cov(one.astype(float), other.astype(float), aweights=weights)
    scale = np.sqrt(covariance[0, 0] * covariance[1, 1])
    return float(covariance[0, 1] / scale) if scale > 0 else 0.0


def measured(rows: Rows) -> Rows:
    """The rows whose first target is measured, with that target alone."""
    known = ~np.isnan(rows.targets[:, 0])
    return Rows(rows.sequences[known], rows.targets[known, :1], rows.group[known])


def measured_rows(tensor: Tensor, splits: tuple[int, ...]) -> tuple[Rows, np.ndarray]:
    """The measured rows of some splits together: rows of one task, and strength, shape (n,)."""
    which = np.sort(np.concatenate([tensor.split_rows(part) for part in splits]))
    which = which[~np.isnan(tensor.targets(which)[:, 0])]
    return measured(tensor.rows(which)), tensor.strength()[which]


def scaled(rows: Rows, by: Rows, target: str) -> Rows:
    """Rows with intensities on the scale of some training rows; classes as they are."""
    if target == "class":
        return rows
    targets = scale_of(by.targets)(rows.targets).astype(np.float32)
    return Rows(rows.sequences, targets, rows.group)


def training_rows(tensor: Tensor, splits: tuple[int, ...], target: str) -> tuple[Rows, np.ndarray]:
    """The measured rows of some splits together, intensities scaled by themselves.

    Returns:
        Rows of one task, and their strength, float32, shape (n,).
    """
    rows, strength = measured_rows(tensor, splits)
    return scaled(rows, rows, target), strength
