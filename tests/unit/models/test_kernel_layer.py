from types import ModuleType

import numpy as np
from helpers import random_codes


def test_inverse_root_is_that_of_an_eigendecomposition(keras: ModuleType) -> None:
    from bindery.models.kernel_layer import inverse_root

    generator = np.random.default_rng(1)
    half = generator.normal(size=(12, 20))
    matrix = (half @ half.T / 20).astype(np.float32)
    values, vectors = np.linalg.eigh(matrix.astype(float))
    expected = vectors @ np.diag(values**-0.5) @ vectors.T
    np.testing.assert_allclose(np.asarray(inverse_root(matrix)), expected, rtol=1e-2, atol=1e-2)


def test_inverse_root_of_the_identity_is_the_identity(keras: ModuleType) -> None:
    from bindery.models.kernel_layer import inverse_root

    np.testing.assert_allclose(np.asarray(inverse_root(np.eye(5, dtype="float32"))), np.eye(5))


def test_windows_are_compared_as_the_equation_says(keras: ModuleType) -> None:
    from bindery.models.kernel_layer import RIDGE, KernelWindows

    keras.utils.set_random_seed(1)
    layer = KernelWindows(6, 5, sigma=0.4)
    bases = np.eye(4, dtype=np.float32)[random_codes(3, 12)]
    found = np.asarray(layer(bases))
    assert found.shape == (3, 8, 6)
    anchors = np.asarray(layer.anchors).reshape(6, -1)
    anchors = anchors / np.linalg.norm(anchors, axis=1, keepdims=True)

    def kernel(one: np.ndarray, other: np.ndarray) -> np.ndarray:
        return np.exp((one @ other.T - 1) / 0.4**2)

    values, vectors = np.linalg.eigh(kernel(anchors, anchors) + RIDGE * np.eye(6))
    root = vectors @ np.diag(values**-0.5) @ vectors.T
    for row in range(3):
        for position in range(8):
            window = bases[row, position : position + 5].ravel()
            length = np.linalg.norm(window)
            expected = length * root @ kernel(anchors, window[None] / length)[:, 0]
            np.testing.assert_allclose(found[row, position], expected, rtol=1e-3, atol=1e-4)


def test_spherical_means_find_planted_directions(keras: ModuleType) -> None:
    from bindery.models.kernel_layer import spherical_means

    generator = np.random.default_rng(2)
    centres = np.eye(4, dtype=np.float32)[:3]
    points = np.repeat(centres, 50, 0) + generator.normal(0, 0.05, (150, 4)).astype(np.float32)
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    found = spherical_means(points, 3, generator)
    np.testing.assert_allclose(np.linalg.norm(found, axis=1), 1, atol=1e-5)
    nearest = (found @ centres.T).argmax(1)
    assert sorted(nearest.tolist()) == [0, 1, 2]
    assert (found @ centres.T).max(1).min() > 0.99
