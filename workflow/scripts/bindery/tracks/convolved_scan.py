"""Scores of all windows along a stretch by networks that are convolutional throughout."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
from keras import layers

from bindery.alphabet import UNKNOWN
from bindery.models.layers import OneHot, ThreeChannels
from bindery.models.model_parts import TrainedMember

# Sets of features in the longest pass; a shorter one has a power of two, at least the second.
POSITIONS, FEWEST = 1 << 12, 1 << 7

# Layers that give a position the same value wherever it is, without padding; with their strides.
POINTWISE = (
    *(OneHot, ThreeChannels, layers.Dense, layers.Dropout, layers.Activation, layers.ReLU),
    *(layers.LayerNormalization, layers.BatchNormalization, layers.Concatenate, layers.Add),
)
POOLS = (layers.MaxPooling1D, layers.AveragePooling1D)


@dataclass(frozen=True)
class ConvolvedScan:
    """One strand of a network whose features are those of each place of a stretch.

    Attributes:
        features: the strand up to the mean over positions, of a window.
        head: from features to scores.
        window: bases in a window.
        spacing: bases from one set of features to the next.
        passes: models of stretches that were made, by their number of windows.
    """

    features: keras.Model
    head: keras.Model
    window: int
    spacing: int
    passes: dict[int, keras.Model]

    def scores(self, stretches: Sequence[np.ndarray], stride: int) -> np.ndarray:
        """See `PooledScan.scores`."""
        return np.concatenate([self._of_stretch(codes, stride) for codes in stretches])

    def _of_stretch(self, codes: np.ndarray, stride: int) -> np.ndarray:
        windows = (len(codes) - self.window) // stride + 1
        # Windows whose starts differ by a multiple of the spacing share a pass.
        apart = self.spacing // math.gcd(self.spacing, stride)
        found = np.empty((windows, self.head.output_shape[-1]), np.float32)
        for phase in range(min(apart, windows)):
            own = np.arange(phase, windows, apart)
            first, last = own[0] * stride, own[-1] * stride
            places = (own * stride - first) // self.spacing
            found[own] = self._passed(codes[first : last + self.window])[places]
        return found

    def _passed(self, codes: np.ndarray) -> np.ndarray:
        """Scores of the windows that begin at each multiple of the spacing."""
        windows = (len(codes) - self.window) // self.spacing + 1
        found = []
        for first in range(0, windows, POSITIONS):
            count = min(POSITIONS, windows - first)
            size = max(FEWEST, 1 << (count - 1).bit_length())
            length = (size - 1) * self.spacing + self.window
            fed = np.full((1, length), UNKNOWN, np.uint8)
            part = codes[first * self.spacing :][:length]
            fed[0, : len(part)] = part
            found.append(self.of_windows(size).predict_on_batch(fed)[0, :count])
        return np.concatenate(found)

    def of_windows(self, count: int) -> keras.Model:
        """The network of a stretch of so many windows.

        Returns:
            Model: codes, int32, shape (batch, (count - 1) * spacing + window) -> scores, float32,
            shape (batch, count, outputs).
        """
        if count not in self.passes:
            length = (count - 1) * self.spacing + self.window
            codes = keras.Input((length,), dtype="int32", name="sequence")
            found = _replayed(self.features, codes)
            means = layers.AveragePooling1D(self.features.output_shape[1], strides=1, name="means")
            scores = _replayed(self.head, means(found))
            scores = layers.Activation("linear", dtype="float32", name="scores")(scores)
            self.passes[count] = keras.Model(codes, scores, name="stretch")
        return self.passes[count]


def _replayed(model: keras.Model, tensor: Any) -> Any:
    """The output of a functional model's layers, with their weights, for another input."""
    own = _own_layers(model)
    # A layer's own input is that of its first call.
    made = {id(own[0].input): tensor}
    for layer in own:
        read = keras.tree.map_structure(lambda one: made[id(one)], layer.input)
        made[id(layer.output)] = layer(read)
    return made[id(own[-1].output)]


def convolved_scan(member: TrainedMember, window: int) -> ConvolvedScan | None:
    """The fast way of an open member's strand; None if it is padded, or not convolutional.

    The strand must be convolutions and pools without padding, and layers of single positions, up to
    one mean over all positions; then layers of the features alone.
    """
    strand = member.strand
    means = [one for one in strand.layers if type(one) is layers.GlobalAveragePooling1D]
    if len(means) != 1 or any(one.compute_dtype != "float32" for one in strand.layers):
        return None
    features = keras.Model(strand.input, means[0].input)
    head = keras.Model(means[0].output, strand.output)
    inner, after = (_own_layers(model) for model in (features, head))
    if not all(map(_is_everywhere, inner)) or not all(map(_is_pointwise, after)):
        return None
    spacing = _spacing(features)
    return None if spacing is None else ConvolvedScan(features, head, window, spacing, {})


def _own_layers(model: keras.Model) -> list[keras.layers.Layer]:
    return [one for one in model.layers if not isinstance(one, layers.InputLayer)]


def _is_pointwise(layer: keras.layers.Layer) -> bool:
    """Whether a layer gives each position the same values wherever it is."""
    if isinstance(layer, layers.Activation):
        # A softmax over positions would not.
        return layer.activation is not keras.activations.softmax
    if isinstance(layer, layers.LayerNormalization | layers.BatchNormalization):
        return layer.axis in (-1, [-1], len(layer.input.shape) - 1)
    if isinstance(layer, layers.Concatenate):
        return layer.axis in (-1, 2)
    return type(layer) in POINTWISE


def _is_everywhere(layer: keras.layers.Layer) -> bool:
    """Whether a layer's values move with the sequence."""
    if type(layer) is layers.Conv1D or isinstance(layer, POOLS):
        return layer.padding == "valid"
    return type(layer) is layers.Cropping1D or _is_pointwise(layer)


def _spacing(features: keras.Model) -> int | None:
    """Bases from one set of features to the next; None where ways to them differ."""
    strides = {id(features.input): 1}
    for layer in _own_layers(features):
        read = {strides[id(one)] for one in keras.tree.flatten(layer.input)}
        if len(read) > 1:
            return None
        own = layer.strides if hasattr(layer, "strides") else (1,)
        strides[id(layer.output)] = read.pop() * (own if isinstance(own, int) else own[0])
    return strides[id(features.output)]
