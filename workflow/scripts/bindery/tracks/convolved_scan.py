"""Scores of all windows along a stretch by networks that are convolutional throughout."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
from keras import layers

from bindery.alphabet import UNKNOWN
from bindery.models.layers import OneHot, ThreeChannels
from bindery.models.model_parts import TrainedMember

# Windows of a stretch in a pass: the longest first. What is left over of a stretch is padded to the
# shortest that holds it; shorter ones than the second number are in no pass but the last.
SIZES, LEAST = (4096, 1024, 256, 64), 1024

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
        pieces = [
            (start, windows, codes)
            for codes in stretches
            for start, windows in self._phases(len(codes), stride)
        ]
        fed = [codes[start : start + self._length(count)] for start, count, codes in pieces]
        passed = iter(self._passed(fed))
        found = []
        for codes in stretches:
            windows = (len(codes) - self.window) // stride + 1
            own = np.empty((windows, self.head.output_shape[-1]), np.float32)
            apart = self._apart(stride)
            for phase in range(min(apart, windows)):
                own[phase::apart] = next(passed)[:: apart * stride // self.spacing]
            found.append(own)
        return np.concatenate(found)

    def _length(self, windows: int) -> int:
        """Bases that so many windows read, of which each begins a spacing after the other."""
        return (windows - 1) * self.spacing + self.window

    def _apart(self, stride: int) -> int:
        """From a window to the next one whose start differs by a multiple of the spacing."""
        return self.spacing // math.gcd(self.spacing, stride)

    def _phases(self, length: int, stride: int) -> Iterator[tuple[int, int]]:
        """First base and number of windows of each pass that a stretch needs."""
        windows, apart = (length - self.window) // stride + 1, self._apart(stride)
        for phase in range(min(apart, windows)):
            last = phase + (windows - 1 - phase) // apart * apart
            yield phase * stride, (last - phase) * stride // self.spacing + 1

    def _passed(self, given: Sequence[np.ndarray]) -> list[np.ndarray]:
        """Scores of the windows that begin at each multiple of the spacing, for each stretch."""
        counts = [(len(codes) - self.window) // self.spacing + 1 for codes in given]
        found = [np.empty((count, self.head.output_shape[-1]), np.float32) for count in counts]
        waiting: dict[int, list[tuple[int, int]]] = {}
        for number, count in enumerate(counts):
            for first, size in _divided(count):
                waiting.setdefault(size, []).append((number, first))
        for size, parts in waiting.items():
            # Short ones of many stretches share a batch; of long ones, one shape is compiled.
            together = 1 if size >= LEAST else SIZES[0] // size
            for start in range(0, len(parts), together):
                self._pass(size, parts[start : start + together], given, found)
        return found

    def _pass(
        self,
        size: int,
        parts: Sequence[tuple[int, int]],
        given: Sequence[np.ndarray],
        found: Sequence[np.ndarray],
    ) -> None:
        """Score parts, each the number of a stretch and its first window, in one batch."""
        fed = np.full((len(parts), self._length(size)), UNKNOWN, np.uint8)
        for row, (number, first) in enumerate(parts):
            codes = given[number][first * self.spacing :][: fed.shape[1]]
            fed[row, : len(codes)] = codes
        scores = self.of_windows(size).predict_on_batch(fed)
        for row, (number, first) in enumerate(parts):
            own = found[number][first : first + size]
            own[:] = scores[row, : len(own)]

    def of_windows(self, count: int) -> keras.Model:
        """The network of a stretch of so many windows.

        Returns:
            Model: codes, int32, shape (batch, (count - 1) * spacing + window) -> scores, float32,
            shape (batch, count, outputs).
        """
        if count not in self.passes:
            codes = keras.Input((self._length(count),), dtype="int32", name="sequence")
            found = _replayed(self.features, codes)
            means = layers.AveragePooling1D(self.features.output_shape[1], strides=1, name="means")
            scores = _replayed(self.head, means(found))
            scores = layers.Activation("linear", dtype="float32", name="scores")(scores)
            self.passes[count] = keras.Model(codes, scores, name="stretch")
        return self.passes[count]


def _divided(count: int) -> Iterator[tuple[int, int]]:
    """First window and size of each part of some windows; the last part may be padded."""
    first = 0
    for size in SIZES:
        while size >= LEAST and count - first >= size:
            yield first, size
            first += size
    if first < count:
        yield first, min(size for size in SIZES if size >= count - first)


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
