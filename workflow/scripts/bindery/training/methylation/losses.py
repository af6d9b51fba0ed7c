"""The loss of several cells, in which not every site is measured."""

from collections.abc import Callable
from typing import Any

import numpy as np
from keras import ops


def class_weights(targets: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Weights of methylated and unmethylated sites in each cell, with which both count the same.

    Args:
        targets: 1, 0 or NaN, shape (n, cells).

    Returns:
        Two arrays, float32, shape (cells,), with a mean of 1 over the measured sites of a cell.
    """
    number = np.maximum((~np.isnan(targets)).sum(axis=0), 1)
    return tuple(
        (number / (2 * np.maximum((targets == kind).sum(axis=0), 1))).astype(np.float32)
        for kind in (1, 0)
    )


def measured_cross_entropy(methylated: np.ndarray, unmethylated: np.ndarray) -> Callable:
    """Cross-entropy of the measured sites of each cell, weighted by class.

    Args:
        methylated: weight of a methylated site in each cell, shape (cells,).
        unmethylated: weight of another site, likewise.

    Returns:
        A loss of targets, 1, 0 or NaN for not measured, and log-odds, both of shape
        (batch, cells): a number, the mean over what is measured.
    """

    def loss(targets: Any, scores: Any) -> Any:
        scores = ops.cast(scores, "float32")
        one, zero = ops.cast(targets == 1, "float32"), ops.cast(targets == 0, "float32")
        # Comparisons with NaN are false, so what is not measured has weight 0.
        weights = one * methylated + zero * unmethylated
        errors = weights * (ops.softplus(scores) - one * scores)
        return ops.sum(errors) / ops.maximum(ops.sum(one + zero), 1.0)

    return loss


def offsets(methylated: np.ndarray, unmethylated: np.ndarray) -> np.ndarray:
    """What weights by class add to the log-odds of each cell: float32, shape (cells,)."""
    return np.log(methylated / unmethylated)
