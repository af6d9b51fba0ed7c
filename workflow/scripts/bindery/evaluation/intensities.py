"""Evaluate intensities: correlations of predicted and measured values.

Point estimates are SciPy's. The correlation of a score that is the same for all rows is not
defined; it counts as 0, like the AUROC of 0.5 that such a score has.
"""

from collections.abc import Iterator

import numpy as np
from scipy.stats import pearsonr, spearmanr
from sklearn.metrics import roc_auc_score

from bindery.errors import InputError
from bindery.evaluation.metrics import DRAWS_AT_ONCE, resamples

# A smaller variance, of values that are standardised to 1, is a rounding error.
NO_VARIANCE = 1e-20


class Bootstrap:
    """Resamples of groups, the same for every model of a test set, so that differences are paired.

    A resample gives each row an integer weight. One whose rows all have the same intensity is drawn
    again.
    """

    def __init__(self, group: np.ndarray, target: np.ndarray, draws: int, seed: int):
        """Draw the resamples.

        Args:
            group: int, shape (n,).
            target: measured intensities, shape (n,).
            draws: number of resamples.
            seed: seed of the resamples.

        Raises:
            InputError: no two rows differ in intensity.
        """

        def varied(weights: np.ndarray) -> bool:
            drawn = target[weights > 0]
            return bool(drawn.min() < drawn.max())

        if len(np.unique(target)) < 2:
            raise InputError(
                "no two measured test rows differ in intensity", remedy="make the tensor file again"
            )
        self.weights = resamples(group, draws, seed, varied)
        self.target = target

    def _blocks(self) -> Iterator[np.ndarray]:
        step = max(1, DRAWS_AT_ONCE // len(self.target))
        for first in range(0, len(self.weights), step):
            yield self.weights[first : first + step].astype(np.float64)

    def pearson(self, score: np.ndarray) -> np.ndarray:
        """Pearson correlation of each resample: shape (draws,)."""
        one, other = _standardised(self.target), _standardised(score)
        found = [_correlations(weights, one, other) for weights in self._blocks()]
        return np.concatenate(found) if found else np.empty(0)

    def spearman(self, score: np.ndarray) -> np.ndarray:
        """Spearman correlation of each resample, whose rows are ranked again: shape (draws,)."""
        found = [
            _correlations(weights, _ranks(weights, self.target), _ranks(weights, score))
            for weights in self._blocks()
        ]
        return np.concatenate(found) if found else np.empty(0)


def _standardised(values: np.ndarray) -> np.ndarray:
    deviation = values - values.mean()
    return deviation / (deviation.std() or 1.0)


def _ranks(weights: np.ndarray, values: np.ndarray) -> np.ndarray:
    """The mean rank of each row in each resample, as a share of the rows: (draws, n)."""
    _, level = np.unique(values, return_inverse=True)
    order = np.argsort(level, kind="stable")
    last = np.append(np.diff(level[order]) != 0, True)
    upto = np.cumsum(weights[:, order], axis=1)[:, last]
    before = np.pad(upto[:, :-1], ((0, 0), (1, 0)))
    return ((before + upto + 1) / (2 * upto[:, -1:]))[:, level]


def _correlations(weights: np.ndarray, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """The correlation of two values, (n,) or (draws, n), by each row of weights, (draws, n)."""
    total = weights.sum(axis=1, keepdims=True)
    x = one - (weights * one).sum(axis=1, keepdims=True) / total
    y = other - (weights * other).sum(axis=1, keepdims=True) / total
    variances = [(weights * d * d).sum(axis=1) / total[:, 0] for d in (x, y)]
    covariance = (weights * x * y).sum(axis=1) / total[:, 0]
    defined = np.minimum(*variances) > NO_VARIANCE
    scale = np.sqrt(np.where(defined, variances[0] * variances[1], 1.0))
    return np.where(defined, np.clip(covariance / scale, -1, 1), 0.0)


def pearson(target: np.ndarray, score: np.ndarray) -> float:
    """Pearson correlation of targets and scores, shape (n,); 0 for a constant score."""
    return 0.0 if np.ptp(score) == 0 else float(pearsonr(target, score).statistic)


def spearman(target: np.ndarray, score: np.ndarray) -> float:
    """Spearman correlation of targets and scores, shape (n,); 0 for a constant score."""
    return 0.0 if np.ptp(score) == 0 else float(spearmanr(target, score).statistic)


VALUES = {"pearson": pearson, "spearman": spearman}


# Standard deviations above the mean from which a probe is bright (Weirauch et al. 2013, DREAM5).
BRIGHT = 4.0


def more(target: np.ndarray, score: np.ndarray) -> dict[str, float | None]:
    """How well scores tell the brightest rows from all others: the AUROC, and their number.

    Bright are intensities of more than four standard deviations above the mean, as in DREAM5.

    Args:
        target: measured intensities, shape (n,).
        score: shape (n,).

    Returns:
        `auroc_bright`, None without such rows, and `bright_test`.
    """
    bright = target > target.mean() + BRIGHT * target.std()
    found = float(roc_auc_score(bright, score)) if bright.any() else None
    return {"auroc_bright": found, "bright_test": int(bright.sum())}


def counts(split: str, target: np.ndarray) -> dict[str, int]:
    """Count a split's measured and unmeasured rows, (n,), under the names of metrics.json."""
    unmeasured = int(np.isnan(target).sum())
    return {f"n_{split}": len(target) - unmeasured, f"unmeasured_{split}": unmeasured}
