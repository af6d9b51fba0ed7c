"""Keras losses, by their names in the kinds of target."""

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
from keras import ops


def half_squared_error(targets: Any, scores: Any) -> Any:
    """Half the squared error of each row, shape (batch,): DeepBind's loss for intensities."""
    return ops.mean(ops.square(scores - targets), axis=-1) / 2


def keras_loss(name: str) -> Callable[[Any, Any], Any]:
    """The loss of a name, a function of targets and scores, shape (batch, 1)."""
    if name == "cross_entropy":
        return keras.losses.BinaryCrossentropy(from_logits=True)
    return {"half_squared_error": half_squared_error}[name]


def member_losses(name: str, targets: Any, scores: Any) -> Any:
    """The loss of each row for each member of a pack.

    Args:
        name: name of the loss.
        targets: shape (batch, 1).
        scores: shape (batch, members).

    Returns:
        Shape (batch, members).
    """
    if name == "cross_entropy":
        return ops.softplus(scores) - targets * scores
    return {"half_squared_error": 0.5 * ops.square(scores - targets)}[name]


def balanced_cross_entropy(positives: np.ndarray, negatives: np.ndarray) -> Callable:
    """Cross-entropy of many tasks, of which some rows are not measured.

    In each task, positives count as much as negatives. A task counts as the root of its number of
    positives: one of thousands of peaks teaches more than one of hundreds, but not in proportion.

    Args:
        positives: number of positives of each task in an epoch, shape (tasks,).
        negatives: number of negatives, likewise.

    Returns:
        A loss of targets, 0, 1 or NaN for not measured, and log-odds, both of shape
        (batch, ..., tasks): a number. It is near log 2 for log-odds of 0.
    """
    total = positives + negatives
    share = np.sqrt(positives) / np.sqrt(positives).mean()
    weights = [
        (share * total / (2 * np.maximum(own, 1))).astype(np.float32)
        for own in (positives, negatives)
    ]

    def loss(targets: Any, scores: Any) -> Any:
        scores = ops.cast(scores, "float32")
        positive = ops.cast(targets == 1, "float32")
        negative = ops.cast(targets == 0, "float32")
        # Comparisons with NaN are false, so what is not measured has weight 0.
        errors = ops.softplus(scores) - positive * scores
        return ops.mean(errors * (positive * weights[0] + negative * weights[1]))

    return loss
