"""Layers of models that other projects trained: their channels, and Keras 2's hard sigmoid."""

from typing import Any

import keras
from keras import ops

from bindery.alphabet import BASES
from bindery.models.layers import PACKAGE

QUARTER, ZERO = "quarter", "zero"


@keras.saving.register_keras_serializable(package=PACKAGE)
class Channels(keras.layers.Layer):
    """Turns our one-hot bases into another project's channels, in its order and with its unknown.

    Input: floats, shape (batch, length, 4), order ACGT, 0.25 in each of an unknown base. Output:
    floats, shape (batch, length, channels).
    """

    def __init__(self, order: str, unknown: str, **kwargs: Any):
        """Create a layer.

        Args:
            order: a letter for each channel: A, C, G and T once; any other letter is a channel that
                is 0 at known bases.
            unknown: what an unknown base is: `quarter` (0.25 in A, C, G, T), `zero` (0 in all
                channels), or the letter of the channel that is 1.
            kwargs: see Keras.
        """
        super().__init__(**kwargs)
        self.order, self.unknown = order, unknown

    def call(self, bases: Any) -> Any:
        """Take the channels in their order; an unknown base is where no channel is 1."""
        # 0 at a known base, 1 at an unknown one.
        hidden = (1 - ops.sum(bases * bases, axis=-1, keepdims=True)) * (4 / 3)
        known = bases if self.unknown == QUARTER else bases * (1 - hidden)
        parts = []
        for letter in self.order:
            if letter in BASES:
                at = BASES.index(letter)
                parts.append(known[..., at : at + 1])
            else:
                parts.append(hidden if letter == self.unknown else ops.zeros_like(hidden))
        return ops.concatenate(parts, axis=-1)

    def compute_output_shape(self, input_shape: tuple) -> tuple:
        """Shape (batch, length, channels)."""
        return (*input_shape[:-1], len(self.order))

    def get_config(self) -> dict:
        """The constructor's arguments."""
        return {**super().get_config(), "order": self.order, "unknown": self.unknown}


@keras.saving.register_keras_serializable(package=PACKAGE)
def hard_sigmoid_of_keras2(x: Any) -> Any:
    """Keras 1's and 2's `hard_sigmoid`, 0.2 x + 0.5 between 0 and 1; Keras 3's has slope 1/6."""
    return ops.clip(0.2 * x + 0.5, 0, 1)
