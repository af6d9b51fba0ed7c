"""Keras layers for sequences. They use only keras.ops and so run on every backend."""

from typing import Any

import keras
from keras import ops

PACKAGE = "bindery"
UNKNOWN = 4


@keras.saving.register_keras_serializable(package=PACKAGE)
class OneHot(keras.layers.Layer):
    """Turns codes into four channels in the order ACGT; an unknown base is 0.25 in each.

    Input: integers 0-4, shape (batch, length). Output: floats, shape (batch, length, 4).
    """

    def call(self, codes: Any) -> Any:
        """Look each code up in a table of five rows."""
        rows = [[float(row == column) for column in range(4)] for row in range(4)] + [[0.25] * 4]
        table = ops.convert_to_tensor(rows, self.compute_dtype)
        # TensorFlow accepts only int32 and int64 as indices.
        return ops.take(table, ops.cast(codes, "int32"), axis=0)

    def compute_output_shape(self, input_shape: tuple) -> tuple:
        """Shape (batch, length, 4)."""
        return (*input_shape, 4)


@keras.saving.register_keras_serializable(package=PACKAGE)
class BasesAndStructure(keras.layers.Layer):
    """Turns codes with channels of structure into bases, as `OneHot`, followed by those channels.

    Input: floats, shape (batch, length, 1 + channels), codes first. Output: shape (batch, length,
    4 + channels).
    """

    def call(self, read: Any) -> Any:
        """Look the codes up, and keep the structure."""
        bases = OneHot.call(self, ops.round(read[..., 0]))
        return ops.concatenate([bases, ops.cast(read[..., 1:], self.compute_dtype)], axis=-1)

    def compute_output_shape(self, input_shape: tuple) -> tuple:
        """Shape (batch, length, 4 + channels)."""
        return (*input_shape[:-1], input_shape[-1] + 3)


@keras.saving.register_keras_serializable(package=PACKAGE)
class ThreeChannels(keras.layers.Layer):
    """Turns codes into the first three channels of `OneHot`; all four add up to one.

    Input: integers 0-4, shape (batch, length). Output: floats, shape (batch, length, 3).
    """

    def call(self, codes: Any) -> Any:
        """Look each code up in a table of five rows."""
        return OneHot.call(self, codes)[..., :3]

    def compute_output_shape(self, input_shape: tuple) -> tuple:
        """Shape (batch, length, 3)."""
        return (*input_shape, 3)


@keras.saving.register_keras_serializable(package=PACKAGE)
class ReverseComplement(keras.layers.Layer):
    """The reverse complement of codes.

    Input and output: integers 0-4, shape (batch, length).
    """

    def call(self, codes: Any) -> Any:
        """Complement by subtraction and flip; 4 stays 4."""
        codes = ops.cast(codes, "int32")
        return ops.flip(ops.where(codes < UNKNOWN, 3 - codes, codes), axis=1)

    def compute_output_shape(self, input_shape: tuple) -> tuple:
        """The input's."""
        return input_shape


@keras.saving.register_keras_serializable(package=PACKAGE)
class PadUnknown(keras.layers.Layer):
    """Adds unknown bases at both ends, so that a detector can reach over the edges.

    Input: integers 0-4, shape (batch, length). Output: shape (batch, length + 2 * width).
    """

    def __init__(self, width: int, **kwargs: Any):
        """Create a layer that adds `width` bases at each end."""
        super().__init__(**kwargs)
        self.width = width

    def call(self, codes: Any) -> Any:
        """Pad with the code of an unknown base."""
        edges = ((0, 0), (self.width, self.width))
        return ops.pad(ops.cast(codes, "int32"), edges, constant_values=UNKNOWN)

    def compute_output_shape(self, input_shape: tuple) -> tuple:
        """Shape (batch, length + 2 * width)."""
        batch, length = input_shape
        return batch, length + 2 * self.width

    def get_config(self) -> dict:
        """The constructor's arguments."""
        return {**super().get_config(), "width": self.width}


@keras.saving.register_keras_serializable(package=PACKAGE)
class NeighbourFeatures(keras.layers.Layer):
    """States and distances of neighbouring sites as numbers from 0 to 1.

    Input: states, 1, 0 or -1 for no neighbour, and distances in bases, both of shape
    (batch, cells, neighbours). Output: floats, shape (batch, cells, 2 * neighbours). In place of a
    missing neighbour stand the mean state of the others, and the largest distance.
    """

    def __init__(self, farthest: float, **kwargs: Any):
        """Create a layer for which distances from `farthest` bases on are the same."""
        super().__init__(**kwargs)
        self.farthest = farthest

    def call(self, states: Any, distances: Any) -> Any:
        """Fill in and scale."""
        states = ops.cast(states, self.compute_dtype)
        known = ops.cast(states >= 0, self.compute_dtype)
        number = ops.sum(known, axis=-1, keepdims=True)
        total = ops.sum(known * states, axis=-1, keepdims=True)
        mean = ops.where(number > 0, total / ops.maximum(number, 1.0), 0.5)
        far = ops.minimum(ops.cast(distances, self.compute_dtype), self.farthest) / self.farthest
        return ops.concatenate(
            [ops.where(known > 0, states, mean), ops.where(known > 0, far, 1.0)], axis=-1
        )

    def compute_output_shape(self, states_shape: tuple, distances_shape: tuple) -> tuple:
        """Shape (batch, cells, 2 * neighbours)."""
        return (*states_shape[:-1], states_shape[-1] + distances_shape[-1])

    def get_config(self) -> dict:
        """The constructor's arguments."""
        return {**super().get_config(), "farthest": self.farthest}
