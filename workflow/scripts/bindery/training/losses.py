"""Keras losses, by their names in the kinds of target."""

from collections.abc import Callable
from typing import Any

import keras
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
