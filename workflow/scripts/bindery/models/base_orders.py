"""Convert weights of networks with another order of bases, such as DanQ's and DeepSEA's AGCT.

Only the order of bases is converted. Two other differences remain: a dense layer after a flattened
convolution is ordered by channels first in Torch, and Theano's convolution flips its kernels.
"""

import keras
import numpy as np

from bindery.alphabet import BASES


def reordered(weights: np.ndarray, order: str, axis: int) -> np.ndarray:
    """Weights for bases in the order ACGT, from weights for bases in another.

    Args:
        weights: weights of any shape, with an axis whose channels are the bases. That is axis 1 in
            Keras's Conv1D, (width, 4, filters), and in PyTorch's Conv1d, (filters, 4, width).
        order: order of the bases in these channels, such as `AGCT`.
        axis: the axis of the channels.

    Returns:
        The same weights with that axis in the order ACGT.

    Raises:
        ValueError: `order` does not have each base once, or the axis is not of length four.
    """
    if sorted(order) != sorted(BASES):
        raise ValueError(f"an order has each of {BASES} once, and {order} does not")
    if weights.shape[axis] != len(BASES):
        raise ValueError(f"axis {axis} of shape {weights.shape} is not of length four")
    return np.take(weights, [order.index(base) for base in BASES], axis=axis)


def convert(model: keras.Model, order: str) -> None:
    """Convert the first layer's weights, copied from a network of another base order, to ACGT.

    Args:
        model: a model of one of Bindery's architectures, whose layer `detectors` reads the bases.
        order: the other network's order of bases, such as `AGCT`.
    """
    layer = model.get_layer("strand").get_layer("detectors")
    kernel, *others = layer.get_weights()
    layer.set_weights([reordered(kernel, order, 1), *others])
