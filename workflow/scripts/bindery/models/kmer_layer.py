"""The k-mers of a sequence, as a layer."""

from typing import Any

import keras
from keras import layers, ops

from bindery.models.layers import PACKAGE

BASES = 4


@keras.saving.register_keras_serializable(package=PACKAGE)
class KmerFeatures(layers.Layer):
    """log(1 + count) of each k-mer in a sequence, overlapping ones included.

    A base that is not known counts as a quarter of each. The count of a k-mer is a sum over
    positions of products of its bases' channels, so that it has gradients.

    Input: bases, floats, shape (batch, length, 4), order ACGT. Output: floats, shape
    (batch, 4**k), k-mers in alphabetical order.
    """

    def __init__(self, k: int, **kwargs: Any):
        """Count k-mers of `k` bases, at least 2."""
        super().__init__(**kwargs)
        self.k = k

    def call(self, bases: Any) -> Any:
        """Multiply the words of both halves, and sum over positions."""
        first = self.k // 2
        positions = bases.shape[1] - self.k + 1
        begins = _words(bases[:, : positions + first - 1], first)
        ends = _words(bases[:, first:], self.k - first)
        counts = ops.einsum("npi,npj->nij", begins, ends)
        return ops.log1p(ops.reshape(counts, (-1, BASES**self.k)))

    def compute_output_shape(self, input_shape: tuple) -> tuple:
        """Shape (batch, 4**k)."""
        return (input_shape[0], BASES**self.k)

    def get_config(self) -> dict:
        """The layer's settings."""
        return {**super().get_config(), "k": self.k}


def _words(bases: Any, width: int) -> Any:
    """Which word of some width begins at each position: shape (batch, positions, 4**width)."""
    positions = bases.shape[1] - width + 1
    found = bases[:, :positions]
    for offset in range(1, width):
        following = bases[:, offset : offset + positions]
        product = found[..., None] * following[:, :, None, :]
        found = ops.reshape(product, (-1, positions, BASES ** (offset + 1)))
    return found
