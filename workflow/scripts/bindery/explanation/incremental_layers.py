"""Layers over the few positions that a changed base reaches; all other positions do not change.

A slice of `length` positions is carried through a strand's layers: `changed`, shape (n, changes,
length, channels), and what the sequence itself has there, `plain`, shape (n, length, channels). All
changes of one position of all sequences share where the slice starts. What a step needs from the
sequence beside its slice is cut from the reference's activations on the host.
"""

from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
from keras import layers, ops

# What a step reads beside the slice: arrays, the first axis of some is the sequence.
Given = tuple[np.ndarray, ...]


@dataclass(frozen=True)
class Slice:
    """Where the carried slice lies in a layer: positions that it spans, and of the layer."""

    length: int
    whole: int


class Step(keras.layers.Layer):
    """One step. It has the slice after it (`after`) and the tensor it reads of the sequence.

    Attributes:
        before: the slice that it takes.
        after: the slice that it gives.
        reference: symbolic, of the strand, or None: what `cut` gets as an array.
    """

    before: Slice
    after: Slice
    reference: Any = None

    def __init__(self) -> None:
        """Say that there is nothing to build, or JAX would not compile it."""
        super().__init__()
        self.built = True

    def cut(self, reference: np.ndarray | None, start: int) -> tuple[int, Given]:
        """Where the slice starts after this step, and what `change` reads.

        Args:
            reference: the reference's activations, float32, shape (n, positions, channels).
            start: where the slice starts before this step.
        """
        raise NotImplementedError

    def change(self, changed: Any, plain: Any, given: Any) -> tuple[Any, Any]:
        """The slices after this step from those before it, in the backend."""
        raise NotImplementedError


class Moved(Step):
    """Positions put before a layer's: the slice has another start."""

    def __init__(self, before: Slice, layer: layers.ZeroPadding1D):
        """Take the slice before it and the layer."""
        super().__init__()
        self.before, self.left = before, layer.padding[0]
        self.after = Slice(before.length, layer.output.shape[1])

    def cut(self, reference: np.ndarray | None, start: int) -> tuple[int, Given]:
        """See `Step`."""
        return start + self.left, ()

    def change(self, changed: Any, plain: Any, given: Any) -> tuple[Any, Any]:
        """See `Step`."""
        return changed, plain


class Pointwise(Step):
    """A layer that acts on each position alone."""

    def __init__(self, before: Slice, layer: keras.layers.Layer):
        """Take the slice before it and the layer."""
        super().__init__()
        self.before = self.after = before
        self.layer = layer

    def cut(self, reference: np.ndarray | None, start: int) -> tuple[int, Given]:
        """See `Step`."""
        return start, ()

    def change(self, changed: Any, plain: Any, given: Any) -> tuple[Any, Any]:
        """See `Step`."""
        return over_places(self.layer, changed), self.layer(plain, training=False)


class Convolved(Step):
    """A convolution: what it finds in the reference, and what the difference of the slices adds."""

    def __init__(self, before: Slice, layer: layers.Conv1D):
        """Take the slice before it and the layer."""
        super().__init__()
        self.before, self.step = before, layer.dilation_rate[0]
        kernel = np.asarray(ops.convert_to_numpy(layer.kernel), np.float32)
        self.width, channels, self.filters = kernel.shape
        reach = (self.width - 1) * self.step
        left = reach // 2 if layer.padding == "same" else 0
        # Of a slice that starts at 0, the first position that it can reach.
        self.first = left - reach
        self.reached = before.length + reach
        whole = layer.output.shape[1]
        self.after = Slice(min(self.reached, whole), whole)
        # A position adds to those before it what later rows of the kernel make of it.
        rows = kernel[::-1].transpose(1, 0, 2).reshape(channels, -1)
        self.rows = keras.Variable(rows, trainable=False, dtype="float32")
        self.activation = layer.activation
        self.reference = before_activation(layer)

    def cut(self, reference: np.ndarray | None, start: int) -> tuple[int, Given]:
        """See `Step`: the reference before activation, and which reached positions to take."""
        assert reference is not None
        first, length = start + self.first, self.after.length
        begin = min(max(first, 0), self.after.whole - length)
        index = np.arange(begin - first, begin - first + length)
        outside = (index < 0) | (index >= self.reached)
        # One row beyond the reached positions is zero.
        index = np.where(outside, self.reached, index).astype(np.int32)
        return begin, (reference[:, begin : begin + length], index)

    def change(self, changed: Any, plain: Any, given: Any) -> tuple[Any, Any]:
        """See `Step`."""
        reference, index = given
        _, changes, length, channels = changed.shape
        difference = ops.reshape(changed - plain[:, None], (-1, channels))
        products = ops.reshape(
            ops.matmul(difference, self.rows), (-1, length, self.width, self.filters)
        )
        sums = ops.take(self._added(products), index, axis=1)
        sums = ops.reshape(sums, (-1, changes, self.after.length, self.filters))
        return self.activation(sums + reference[:, None]), self.activation(reference)

    def _added(self, products: Any) -> Any:
        """What positions add to each position that they reach, and a position of zeros behind.

        Args:
            products: shape (rows, length, width, filters): what each position adds to each of the
                `width` positions that it reaches, in their order.

        Returns:
            Shape (rows, reached + 1, filters).
        """
        length, width, step = self.before.length, self.width, self.step
        if step == 1:
            # Rows of width + length values, written one behind another and read as rows of one
            # less, each begin one position later than the row before.
            wide = ops.pad(products, ((0, 0), (0, 0), (0, length), (0, 0)))
            wide = ops.reshape(wide, (-1, length * (width + length), self.filters))
            wide = wide[:, : length * (width + length - 1)]
            wide = ops.reshape(wide, (-1, length, width + length - 1, self.filters))
            return ops.pad(ops.sum(wide, axis=1), ((0, 0), (0, 1), (0, 0)))
        total = 0
        for offset in range(width):
            edges = (offset * step, (width - 1 - offset) * step + 1)
            total += ops.pad(products[:, :, offset], ((0, 0), edges, (0, 0)))
        return total


class Pooled(Step):
    """A maximum or mean of every few positions."""

    def __init__(self, before: Slice, layer: layers.MaxPooling1D | layers.AveragePooling1D):
        """Take the slice before it and the layer."""
        super().__init__()
        self.before, self.size, self.stride = before, layer.pool_size[0], layer.strides[0]
        whole = layer.output.shape[1]
        missing = max((whole - 1) * self.stride + self.size - before.whole, 0)
        self.left = missing // 2 if layer.padding == "same" else 0
        self.after = Slice(
            min((before.length + self.size - 2) // self.stride + 1, whole),
            whole,
        )
        self.largest = isinstance(layer, layers.MaxPooling1D)
        self.reference = layer.input

    def cut(self, reference: np.ndarray | None, start: int) -> tuple[int, Given]:
        """See `Step`: the reference's positions, pool by pool, and which of them have changed."""
        assert reference is not None
        first = -((self.size - 1 - self.left - start) // self.stride)
        begin = min(max(first, 0), self.after.whole - self.after.length)
        pools = np.arange(begin, begin + self.after.length) * self.stride - self.left
        places = (pools[:, None] + np.arange(self.size)).ravel()
        context = reference[:, np.clip(places, 0, self.before.whole - 1)]
        context[:, (places < 0) | (places >= self.before.whole)] = -np.inf
        return begin, (context, *marked(places - start, self.before.length))

    def change(self, changed: Any, plain: Any, given: Any) -> tuple[Any, Any]:
        """See `Step`."""
        context, index, inside = given
        shape = (self.after.length, self.size, changed.shape[-1])
        filled = ops.reshape(spliced(changed, context, index, inside), (-1, *shape))
        pool = ops.max if self.largest else ops.mean
        pooled = ops.reshape(pool(filled, axis=2), (-1, changed.shape[1], shape[0], shape[2]))
        return pooled, pool(ops.reshape(context, (-1, *shape)), axis=2)


def marked(index: np.ndarray, length: int) -> tuple[np.ndarray, np.ndarray]:
    """Positions of a slice by number, and whether each is in it: int32 and bool, same shape."""
    inside = (index >= 0) & (index < length)
    return np.where(inside, index, 0).astype(np.int32), inside


def spliced(changed: Any, context: Any, index: Any, inside: Any) -> Any:
    """A slice put into what is around it, shape (n, changes, positions, channels)."""
    taken = ops.take(changed, index, axis=2)
    return ops.where(inside[None, None, :, None], taken, context[:, None])


def over_places(layer: Any, changed: Any) -> Any:
    """What a layer of (batch, positions, channels) makes of changed slices, as their shape."""
    flat = ops.reshape(changed, (-1, *changed.shape[2:]))
    found = layer(flat, training=False)
    return ops.reshape(found, (-1, *changed.shape[1:3], found.shape[-1]))


def before_activation(layer: keras.layers.Layer) -> Any:
    """What a layer of a strand makes of its input before its activation, symbolic."""
    if layer.activation is keras.activations.linear:
        return layer.output
    changed = {"activation": None, "name": f"{layer.name}_before_activation"}
    linear = type(layer).from_config({**layer.get_config(), **changed})
    found = linear(layer.input)
    linear.set_weights(layer.get_weights())
    return found
