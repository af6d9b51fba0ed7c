"""One model of several: a weighted sum of the scores of models that see windows of any width."""

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
from keras import layers

from bindery.data.tensors import middle_of
from bindery.models.layers import PACKAGE
from bindery.models.model_parts import TrainedModel

NAME = "blend"
MEMBER = "candidate_"


@keras.saving.register_keras_serializable(package=PACKAGE)
class Middle(keras.layers.Layer):
    """The middle of a sequence: both have the same centre, base length // 2.

    Input: integers, shape (batch, length). Output: shape (batch, window).
    """

    def __init__(self, window: int, **kwargs: Any):
        """Create a layer that keeps `window` bases."""
        super().__init__(**kwargs)
        self.window = window

    def call(self, codes: Any) -> Any:
        """Cut both ends off."""
        return codes[:, middle_of(codes.shape[1], self.window)]

    def compute_output_shape(self, input_shape: tuple) -> tuple:
        """Shape (batch, window)."""
        return (input_shape[0], self.window)

    def get_config(self) -> dict:
        """The layer's settings."""
        return {**super().get_config(), "window": self.window}


def blend(
    members: Sequence[keras.Model], weights: np.ndarray, bias: float, window: int
) -> keras.Model:
    """A model whose scores are weighted sums of its members' scores, plus a bias.

    Args:
        members: from codes, uint8, shape (batch, own window), to scores, shape (batch, outputs),
            the same number for all; the most important one first.
        weights: weight of each member's scores, shape (members,).
        bias: the scores where all members score 0.
        window: bases that the whole reads, at least those of each member.

    Returns:
        From codes, uint8, shape (batch, window), to scores, float32, shape (batch, outputs).
    """
    codes = keras.Input((window,), dtype="uint8", name="sequence")
    outputs = int(members[0].output_shape[1])
    scores = []
    for number, member in enumerate(members):
        own = int(member.input_shape[1])
        # A name of its own, since candidates may be of one architecture.
        named = keras.Model(member.input, member.output, name=f"{MEMBER}{number}")
        found = named(Middle(own, name=f"middle_{number}")(codes))
        scores.append(layers.Reshape((outputs, 1), name=f"scores_{number}")(found))
    together = layers.Concatenate(name="scores")(scores) if len(scores) > 1 else scores[0]
    sums = layers.Dense(1, name="weights", trainable=False, dtype="float32")
    score = layers.Reshape((outputs,), name="score")(sums(together))
    sums.set_weights([np.asarray(weights, np.float32)[:, None], np.array([bias], np.float32)])
    return keras.Model(codes, score, name=NAME)


def leading(model: keras.Model) -> keras.Model:
    """The member that stands for a blend in interpretation; else the model itself.

    It is the first member with detectors, whose motifs can be shown; without one, the first.
    """
    members = [layer for layer in model.layers if layer.name.startswith(MEMBER)]
    members.sort(key=lambda layer: int(layer.name.removeprefix(MEMBER)))
    shown = [own for own in members if all(one.detectors for one in TrainedModel.of(own).members)]
    return (shown or members or [model])[0]
