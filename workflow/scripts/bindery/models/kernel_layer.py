"""A layer that compares windows with anchor sequences by a kernel, and its first anchors."""

from typing import Any

import keras
import numpy as np
from keras import ops

from bindery.models.layers import PACKAGE

# Newton's iteration doubles the number of correct digits at each step once it is near.
ITERATIONS = 20
# Keeps the anchors' kernel matrix from being singular if two anchors are equal.
RIDGE = 1e-3


def inverse_root(matrix: Any) -> Any:
    """The inverse square root of a positive definite matrix, computed by products only.

    This is the coupled Newton-Schulz iteration (Higham, Functions of Matrices, 2008, equation
    6.35). Unlike an eigendecomposition, it has a gradient even if eigenvalues are equal.

    Args:
        matrix: symmetric, positive definite, shape (n, n).
    """
    identity = ops.eye(matrix.shape[0], dtype=matrix.dtype)
    scale = ops.sqrt(ops.sum(ops.square(matrix)))
    root, inverse = matrix / scale, identity
    for _ in range(ITERATIONS):
        step = (3 * identity - ops.matmul(inverse, root)) / 2
        root, inverse = ops.matmul(root, step), ops.matmul(step, inverse)
    return inverse / ops.sqrt(scale)


class UnitRows(keras.constraints.Constraint):
    """Keeps the norm of each anchor at one."""

    def __call__(self, w: Any) -> Any:
        """Divide anchors, shape (filters, width, channels), by their norms."""
        length = ops.sqrt(ops.sum(ops.square(w), axis=(1, 2), keepdims=True))
        return w / ops.maximum(length, 1e-6)


@keras.saving.register_keras_serializable(package=PACKAGE)
class KernelWindows(keras.layers.Layer):
    """Projects windows on the span of anchors, in the space of a Gaussian kernel on the sphere.

    This is the convolutional kernel layer of CKN-seq (Chen, Jacob, Mairal, Bioinformatics 2019).
    For a window x and anchors Z it gives |x| K(Z, Z)^(-1/2) k(Z, x / |x|), with
    k(z, u) = exp(a (<z, u> - 1)) and a = 1 / sigma^2.

    Input: floats, shape (batch, length, channels). Output: floats, shape
    (batch, length - width + 1, filters).
    """

    def __init__(self, filters: int, width: int, sigma: float = 0.3, **kwargs: Any):
        """Create a layer from the number of anchors, their width, and the kernel's width."""
        # Half precision has too few digits for powers of a matrix.
        super().__init__(**{"autocast": False, **kwargs})
        self.filters, self.width, self.sigma = filters, width, sigma

    def build(self, input_shape: tuple) -> None:
        """Create the anchors, shape (filters, width, channels)."""
        self.anchors = self.add_weight(
            shape=(self.filters, self.width, input_shape[-1]),
            initializer="glorot_normal",
            constraint=UnitRows(),
            name="anchors",
        )

    def _kernel(self, cosine: Any) -> Any:
        return ops.exp((cosine - 1) / self.sigma**2)

    def call(self, inputs: Any) -> Any:
        """Compare all windows with all anchors."""
        inputs = ops.cast(inputs, "float32")
        anchors = UnitRows()(ops.cast(self.anchors, "float32"))
        flat = ops.reshape(anchors, (self.filters, -1))
        among = self._kernel(ops.matmul(flat, ops.transpose(flat)))
        among = inverse_root(among + RIDGE * ops.eye(self.filters))
        found = ops.conv(inputs, ops.transpose(anchors, (1, 2, 0)), padding="valid")
        ones = ops.ones((self.width, inputs.shape[-1], 1))
        length = ops.sqrt(ops.conv(ops.square(inputs), ones, padding="valid"))
        compared = self._kernel(found / ops.maximum(length, 1e-6))
        return ops.cast(length * ops.matmul(compared, among), self.compute_dtype)

    def compute_output_shape(self, input_shape: tuple) -> tuple:
        """Shape (batch, length - width + 1, filters)."""
        batch, length, _ = input_shape
        return batch, length - self.width + 1, self.filters

    def get_config(self) -> dict:
        """The constructor's arguments."""
        own = {"filters": self.filters, "width": self.width, "sigma": self.sigma}
        return {**super().get_config(), **own}


def spherical_means(
    points: np.ndarray, count: int, generator: np.random.Generator, rounds: int = 20
) -> np.ndarray:
    """The directions of spherical k-means (Dhillon and Modha, Mach Learn 2001).

    Args:
        points: points of norm one, float32, shape (n, size).
        count: number of directions, at most n.
        generator: source of the first directions, and of those that replace empty clusters.
        rounds: rounds of assignment.

    Returns:
        Directions of norm one, float32, shape (count, size).
    """
    centres = points[generator.choice(len(points), count, replace=False)]
    for _ in range(rounds):
        nearest = np.argmax(points @ centres.T, axis=1)
        sums = np.zeros_like(centres)
        np.add.at(sums, nearest, points)
        length = np.linalg.norm(sums, axis=1, keepdims=True)
        empty = np.flatnonzero(length[:, 0] == 0)
        sums[empty] = points[generator.choice(len(points), len(empty), replace=False)]
        centres = sums / np.where(length == 0, 1, length)
    return centres
