"""Models of one score from a trunk's features: a trunk with a new last layer."""

from functools import cached_property

import keras
import numpy as np
from keras import layers

from bindery.models.model_parts import TrainedMember
from bindery.models.strands import over_strands
from bindery.runtime import devices

ROWS_AT_ONCE = 256


class Trunk:
    """A trained network of many tasks, whose last layer is dense.

    Attributes:
        model: from codes, uint8, shape (batch, window), to scores, shape (batch, tasks).
    """

    def __init__(self, model: keras.Model):
        """Take a model that `strands.over_codes` built.

        Raises:
            ValueError: it was built otherwise, or its last layer is not dense.
        """
        self.model = model
        self._member = TrainedMember(model)
        if not self._member.is_open or not isinstance(self._last, layers.Dense):
            raise ValueError(f"{model.name} does not end with one dense layer over a strand")

    @property
    def _last(self) -> keras.layers.Layer:
        return self._member.strand.layers[-1]

    @property
    def window(self) -> int:
        """Bases in a sequence."""
        return int(self.model.input_shape[1])

    @property
    def is_fixed(self) -> bool:
        """Whether the last layer has all weights that are trained."""
        return len(self._last.trainable_weights) == len(self.model.trainable_weights)

    @cached_property
    def _features(self) -> keras.Model:
        strand = self._member.strand
        of_strand = keras.Model(strand.input, self._last.input, name="strand")
        both = self._member.reads_both
        return over_strands(of_strand, "trunk_features", both_strands=both)

    def features_model(self) -> keras.Model:
        """The model from codes, uint8, shape (batch, window), to the inputs of the last layer."""
        return self._features

    def features(self, codes: np.ndarray) -> np.ndarray:
        """The inputs of the last layer, as means over both strands.

        Args:
            codes: uint8, shape (n, window).

        Returns:
            float32, shape (n, features).
        """
        return self._features.predict(**devices.in_order(ROWS_AT_ONCE, codes), verbose=0)

    def with_head(self, weights: np.ndarray, bias: float) -> keras.Model:
        """The trunk with another last layer of one score.

        Args:
            weights: weight of each feature, float, shape (features,).
            bias: the score without features.

        Returns:
            From codes, uint8, shape (batch, window), to scores, float32, shape (batch, 1).
        """
        return self.with_heads(weights[:, None], np.array([bias]))

    def with_heads(self, weights: np.ndarray, bias: np.ndarray) -> keras.Model:
        """The trunk with another last layer of several scores.

        Args:
            weights: weights of each score, float, shape (features, scores).
            bias: the scores without features, shape (scores,).

        Returns:
            From codes, uint8, shape (batch, window), to scores, float32, shape (batch, scores).
        """
        strand = self._member.strand
        layer = layers.Dense(len(bias), name="score")
        scored = keras.Model(strand.input, layer(self._last.input), name="strand")
        layer.set_weights([weights.astype(np.float32), bias.astype(np.float32)])
        return over_strands(scored, self.model.name, both_strands=self._member.reads_both)

    def with_mean_first(self) -> keras.Model:
        """The trunk whose first score is the mean of all others, which follow it."""
        weights, bias = self._last.get_weights()
        return self.with_heads(
            np.hstack([weights.mean(axis=1, keepdims=True), weights]), np.append(bias.mean(), bias)
        )
