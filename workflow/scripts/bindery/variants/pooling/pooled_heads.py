"""Scores from pooled activations."""

from collections.abc import Sequence

import keras
import numpy as np
from keras import layers

from bindery.explanation.pooled_mutants import PooledMutants

# Layers that change nothing in a prediction.
PASSIVE = (layers.InputLayer, layers.Dropout)


class Head:
    """The layers behind a strand's pools.

    A single dense layer of one output is a product for each row, which takes less time than a step
    of Keras.
    """

    def __init__(self, parts: PooledMutants):
        """Take a strand's network."""
        self.model = parts.head
        self.plain = _plain(parts.head)

    def scores(self, features: Sequence[np.ndarray]) -> np.ndarray:
        """Scores of a strand.

        Args:
            features: what each pool gives, float32, shape (rows, detectors).

        Returns:
            float32, shape (rows, outputs).
        """
        if self.plain is not None:
            kernel, bias = self.plain
            # Each row by itself, so that equal rows have equal scores.
            return np.einsum("ij,j->i", features[0], kernel)[:, None] + bias
        fed = [np.ascontiguousarray(own) for own in features]
        # Whole steps without the pipeline of `predict`, which would copy row by row.
        return np.asarray(self.model.predict_on_batch(fed if len(fed) > 1 else fed[0]))


def _plain(head: keras.Model) -> tuple[np.ndarray, np.ndarray] | None:
    """Weights of a head that is one linear unit which reads a single pool; None for others."""
    own = [layer for layer in head.layers if not isinstance(layer, PASSIVE)]
    if len(head.inputs) > 1 or len(own) != 1 or type(own[0]) is not layers.Dense:
        return None
    (last,) = own
    linear = last.activation is keras.activations.linear
    if not linear or not last.use_bias or last.units != 1 or last.compute_dtype != "float32":
        return None
    kernel, bias = (np.asarray(own, np.float32) for own in last.get_weights())
    return kernel[:, 0].copy(), bias
