"""Where a slice that a changed base reaches meets layers that need all positions."""

from typing import Any

import keras
import numpy as np
from keras import layers, ops

from bindery.explanation.incremental_layers import Given, Slice, before_activation, marked, spliced


class End(keras.layers.Layer):
    """From the carried slice to the scores of a strand.

    Attributes:
        before: the slice that it takes.
        reference: symbolic, of the strand: what `prepared` gets as an array.
    """

    before: Slice
    reference: Any

    def __init__(self) -> None:
        """Say that there is nothing to build, or JAX would not compile it."""
        super().__init__()
        self.built = True

    def prepared(self, reference: np.ndarray) -> Given:
        """What serves all positions, from the reference's activations, float32."""
        return (reference,)

    def cut(self, prepared: Given, start: int) -> Given:
        """What `scores` reads beside a slice that begins at `start`."""
        raise NotImplementedError

    def scores(self, changed: Any, plain: Any, given: Any) -> Any:
        """Scores, shape (n x changes, outputs), in the backend; see `splice_steps`."""
        raise NotImplementedError


class Whole(End):
    """Any layers: the slice goes into the reference's activations, and all is done again."""

    def __init__(self, before: Slice, tensor: Any, output: Any):
        """Take the slice, its tensor in the strand, and the strand's output."""
        super().__init__()
        self.before, self.reference = before, tensor
        self.rest = keras.Model(tensor, output)

    def cut(self, prepared: Given, start: int) -> Given:
        """See `End`."""
        return *prepared, *marked(np.arange(self.before.whole) - start, self.before.length)

    def scores(self, changed: Any, plain: Any, given: Any) -> Any:
        """See `End`."""
        whole = spliced(changed, *given)
        return self.rest(ops.reshape(whole, (-1, *whole.shape[2:])), training=False)


class Flat(End):
    """Flatten and a dense layer: a slice's difference adds to what this makes of the reference."""

    def __init__(self, before: Slice, layer: layers.Dense, output: Any):
        """Take the slice, the dense layer, and the strand's output."""
        super().__init__()
        self.before, self.reference = before, before_activation(layer)
        kernel = np.asarray(ops.convert_to_numpy(layer.kernel), np.float32)
        kernel = kernel.reshape(before.whole, -1, kernel.shape[1])
        self.rows = keras.Variable(kernel, trainable=False, dtype="float32")
        self.activation = layer.activation
        self.rest = None if layer.output is output else keras.Model(layer.output, output)

    def cut(self, prepared: Given, start: int) -> Given:
        """See `End`."""
        return *prepared, np.arange(start, start + self.before.length, dtype=np.int32)

    def scores(self, changed: Any, plain: Any, given: Any) -> Any:
        """See `End`."""
        reference, index = given
        _, changes, length, channels = changed.shape
        difference = ops.reshape(changed - plain[:, None], (-1, length * channels))
        rows = ops.reshape(ops.take(self.rows, index, axis=0), (length * channels, -1))
        units = reference.shape[-1]
        sums = ops.reshape(ops.matmul(difference, rows), (-1, changes, units))
        found = self.activation(ops.reshape(sums + reference[:, None], (-1, units)))
        return found if self.rest is None else self.rest(found, training=False)


class Global(End):
    """Maxima and means over all positions: those without the slice are known of the reference."""

    def __init__(self, before: Slice, tensor: Any, pools: list[keras.layers.Layer], output: Any):
        """Take the slice, its tensor in the strand, the pools that read it, and the output."""
        super().__init__()
        self.before, self.reference, self.pools = before, tensor, pools
        self.rest = keras.Model([pool.output for pool in pools], output)

    def prepared(self, reference: np.ndarray) -> Given:
        """Maxima up to and from each position, and sums: see `End`."""
        edge = np.full((len(reference), 1, reference.shape[2]), -np.inf, np.float32)
        up_to = np.concatenate([edge, np.maximum.accumulate(reference, axis=1)], axis=1)
        behind = np.maximum.accumulate(reference[:, ::-1], axis=1)[:, ::-1]
        return up_to, np.concatenate([behind, edge], axis=1), reference.sum(axis=1)

    def cut(self, prepared: Given, start: int) -> Given:
        """See `End`."""
        up_to, behind, sums = prepared
        return np.maximum(up_to[:, start], behind[:, start + self.before.length]), sums

    def scores(self, changed: Any, plain: Any, given: Any) -> Any:
        """See `End`."""
        outside, sums = given
        features = []
        for pool in self.pools:
            if isinstance(pool, layers.GlobalMaxPooling1D):
                found = ops.maximum(ops.max(changed, axis=2), outside[:, None])
            else:
                added = ops.sum(changed - plain[:, None], axis=2)
                found = (added + sums[:, None]) / self.before.whole
            features.append(ops.reshape(found, (-1, found.shape[-1])))
        return self.rest(features if len(features) > 1 else features[0], training=False)
