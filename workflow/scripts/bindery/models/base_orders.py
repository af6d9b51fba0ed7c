"""Weights of networks whose bases stand in another order, such as DanQ's and DeepSEA's AGCT.

The order of bases alone: a dense layer after a flattened convolution is ordered otherwise in Torch
(channels first) than in Keras, and Theano's convolution turns kernels around.
"""

import keras
import numpy as np

from bindery.alphabet import BASES


def reordered(weights: np.ndarray, order: str, axis: int) -> np.ndarray:
    """Weights for bases in the order ACGT, from weights for bases in another.

    Args:
        weights: any shape; of the channels of one axis each belongs to a base. Keras's Conv1D has
            (width, 4, filters): axis 1. PyTorch's Conv1d has (filters, 4, width): axis 1 too.
        order: of these channels, such as `AGCT`.
        axis: of the channels.

    Returns:
        The same weights with that axis in the order ACGT.

    Raises:
        ValueError: the order is not one of the four bases, or the axis has another length.
    """
    if sorted(order) != sorted(BASES):
        raise ValueError(f"an order has each of {BASES} once, and {order} has not")
    if weights.shape[axis] != len(BASES):
        raise ValueError(f"axis {axis} of shape {weights.shape} has no four bases")
    return np.take(weights, [order.index(base) for base in BASES], axis=axis)


def convert(model: keras.Model, order: str) -> None:
    """Put the first layer's weights, set from a network of another order of bases, in order ACGT.

    Args:
        model: of one of Bindery's architectures, whose layer `detectors` reads the bases.
        order: the other network's, such as `AGCT`.
    """
    layer = model.get_layer("strand").get_layer("detectors")
    kernel, *others = layer.get_weights()
    layer.set_weights([reordered(kernel, order, 1), *others])
