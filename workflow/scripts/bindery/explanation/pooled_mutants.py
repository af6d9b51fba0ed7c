"""Scores of all single-base changes for networks of one layer of detectors and global pools."""

from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
from keras import layers

from bindery.explanation.pooled_kernels import activations, changed_maxima, changed_sums
from bindery.models.layers import UNKNOWN
from bindery.models.model_parts import TrainedMember

# The code of a position that is zero in each channel, as Keras pads.
NOTHING = 5
# Rows of the head at once, and values of features held at once.
HEAD_BATCH, HELD = 1 << 14, 1 << 26


@dataclass(frozen=True)
class PooledMutants:
    """A strand of one layer of detectors whose positions are pooled as a whole.

    Attributes:
        table: what a code adds at a position of a window, float32, shape (width, 6, detectors).
        bias: float32, shape (detectors,).
        rectified: whether a ReLU follows.
        before: codes of positions that the strand has before the sequence.
        behind: and behind it.
        pools: `GlobalMaxPooling1D` and `GlobalAveragePooling1D`, in the order of the head's inputs.
        head: from pooled activations to scores.
    """

    table: np.ndarray
    bias: np.ndarray
    rectified: bool
    before: np.ndarray
    behind: np.ndarray
    pools: list[keras.layers.Layer]
    head: keras.Model

    def scores(self, codes: np.ndarray, bases: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Scores of one strand as it is and of its changes.

        Args:
            codes: uint8, shape (n, window).
            bases: that take the place of each, uint8, shape (n, window, changes).

        Returns:
            As it is, float32, shape (n,); changed, float32, shape (n, window, changes).
        """
        window, changes = bases.shape[1:]
        rows = window * changes + 1
        count = max(1, HELD // (rows * len(self.bias) * len(self.pools)))
        parts = []
        for first in range(0, len(codes), count):
            own = slice(first, first + count)
            features = self._features(codes[own], bases[own])
            parts.append(self._head_scores(features).reshape(-1, rows))
        found = np.concatenate(parts)
        return found[:, -1], found[:, :-1].reshape(bases.shape)

    def _features(self, codes: np.ndarray, bases: np.ndarray) -> list[np.ndarray]:
        """Pooled activations of all changes, and of each sequence as it is: one array a pool."""
        rows = bases.shape[1] * bases.shape[2] + 1
        shape = (len(codes), rows, len(self.bias))
        features = [np.empty(shape, np.float32) for _ in self.pools]
        for number, (row, own_bases) in enumerate(zip(codes, bases, strict=True)):
            padded = np.concatenate([self.before, row, self.behind])
            found = activations(padded, self.table, self.bias)
            given = (found, padded, own_bases, len(self.before), self.table)
            for pool, own in zip(self.pools, features, strict=True):
                if isinstance(pool, layers.GlobalMaxPooling1D):
                    changed_maxima(*given, own[number])
                else:
                    changed_sums(*given, self.rectified, own[number])
                    own[number] /= len(found)
        for pool, own in zip(self.pools, features, strict=True):
            # ReLU keeps order, so the maximum may come first.
            if self.rectified and isinstance(pool, layers.GlobalMaxPooling1D):
                np.maximum(own, 0, out=own)
        return features

    def _head_scores(self, features: list[np.ndarray]) -> np.ndarray:
        flat = [own.reshape(-1, own.shape[-1]) for own in features]
        found = np.empty(len(flat[0]), np.float32)
        # Whole steps without the pipeline of `predict`, which would copy row by row.
        for first in range(0, len(found), HEAD_BATCH):
            own = slice(first, first + HEAD_BATCH)
            fed = [one[own] for one in flat]
            found[own] = self.head.predict_on_batch(fed if len(fed) > 1 else fed[0])[:, 0]
        return found


def pooled_mutants(member: TrainedMember) -> PooledMutants | None:
    """The fast way of an open member's strand; None if that is not detectors and global pools."""
    left = right = 0
    readers = member.readers_of(member.bases)
    if len(readers) == 1 and isinstance(readers[0], layers.ZeroPadding1D):
        left, right = readers[0].padding
        readers = member.readers_of(readers[0].output)
    if len(readers) != 1 or not _is_plain(readers[0]):
        return None
    layer = readers[0]
    pools = member.readers_of(layer.output)
    kinds = (layers.GlobalMaxPooling1D, layers.GlobalAveragePooling1D)
    if not pools or not all(isinstance(pool, kinds) for pool in pools):
        return None
    kernel = np.asarray(keras.ops.convert_to_numpy(layer.kernel), np.float32)
    if layer.padding == "same":
        left, right = left + (len(kernel) - 1) // 2, right + len(kernel) // 2
    unknown = [UNKNOWN] * member.padding
    return PooledMutants(
        table=_table(kernel),
        bias=_bias(layer),
        rectified=layer.activation is keras.activations.relu,
        before=np.array([NOTHING] * left + unknown, np.uint8),
        behind=np.array(unknown + [NOTHING] * right, np.uint8),
        pools=pools,
        head=keras.Model([pool.output for pool in pools], member.strand.output),
    )


def _table(kernel: np.ndarray) -> np.ndarray:
    """Rows of a kernel, shape (width, 4, detectors), for each code; unknown is their mean."""
    mean = kernel.mean(axis=1, keepdims=True, dtype=np.float32)
    return np.ascontiguousarray(np.concatenate([kernel, mean, np.zeros_like(mean)], axis=1))


def _bias(layer: keras.layers.Layer) -> np.ndarray:
    if not layer.use_bias:
        return np.zeros(layer.filters, np.float32)
    return np.array(keras.ops.convert_to_numpy(layer.bias), np.float32)


def _is_plain(layer: Any) -> bool:
    """Whether a layer is a convolution of single steps in float32, linear or with ReLU."""
    return (
        type(layer) is layers.Conv1D
        and layer.strides == (1,)
        and layer.dilation_rate == (1,)
        and layer.groups == 1
        and layer.padding in ("same", "valid")
        and layer.compute_dtype == "float32"
        and layer.activation in (keras.activations.linear, keras.activations.relu)
    )
