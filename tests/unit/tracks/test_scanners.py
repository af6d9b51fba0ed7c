"""The fast ways along stretches against a prediction of every window."""

from types import ModuleType

import numpy as np
import pytest
from helpers import random_codes
from unit.models.test_published_architectures import SMALL

from bindery import alphabet

MULTITASK = {"detectors": 8, "width": 5, "pool": 4, "channels": 6, "dilations": (1, 2), "near": 1}


def build(keras: ModuleType, name: str, window: int, **settings):
    """An untrained network with weights of both signs."""
    from bindery.models import registry

    keras.utils.set_random_seed(1)
    model = registry.build(name, window, **settings)
    generator = np.random.default_rng(7)
    model.set_weights([0.3 * generator.normal(size=own.shape) for own in model.weights])
    return model


def stretches(window: int, stride: int) -> list[np.ndarray]:
    """Stretches of one window and of several, one with a run of unknown bases."""
    found = [
        random_codes(1, window + stride * (windows - 1), seed)[0]
        for seed, windows in enumerate((17, 1, 40))
    ]
    found[0][5 : 5 + window] = alphabet.UNKNOWN
    found[2][3::7] = alphabet.UNKNOWN
    # Several positions of a window have the same maximum.
    found[2][window : window + 9] = 0
    return found


def slow(model, given: list[np.ndarray], stride: int) -> np.ndarray:
    window = model.input_shape[1]
    rows = [
        codes[start : start + window]
        for codes in given
        for start in range(0, len(codes) - window + 1, stride)
    ]
    return model.predict(np.stack(rows), verbose=0)


def assert_as_predicted(model, way: str) -> None:
    from bindery.tracks.scanners import scanner_of

    scanner = scanner_of(model)
    assert type(getattr(scanner, "way", scanner)).__name__ == way
    for stride in (1, 3, 4, 9, 50):
        given = stretches(scanner.window, stride)
        expected = slow(model, given, stride)
        found = scanner.scores(given, stride)
        assert found.dtype == np.float32 and np.ptp(expected) > 0.01
        np.testing.assert_allclose(found, expected, atol=1e-5)


@pytest.mark.parametrize(
    ("name", "window", "settings"),
    [
        ("deepbind", 40, {}),
        ("deepbind", 24, {}),
        ("deepbind", 40, {"both_strands": False}),
        ("deepbind", 40, {"pooling": "max_average", "hidden": 4}),
        ("deepbind_wide", 40, {"detectors": 6}),
        ("zeng", 40, SMALL.get("zeng", {})),
    ],
)
def test_networks_of_detectors_compute_activations_once(keras, name, window, settings):
    assert_as_predicted(build(keras, name, window, **settings), "PooledScan")


@pytest.mark.parametrize("pool", ["GlobalMaxPooling1D", "GlobalAveragePooling1D"])
@pytest.mark.parametrize("activation", ["relu", None])
@pytest.mark.parametrize(("padding", "before", "behind"), [("same", 0, 0), ("valid", 9, 2)])
def test_detectors_may_be_padded_by_nothing(keras, pool, activation, padding, before, behind):
    from bindery.models import strands

    def body(bases):
        padded = keras.layers.ZeroPadding1D((before, behind))(bases) if before else bases
        found = keras.layers.Conv1D(3, 6, padding=padding, activation=activation)(padded)
        return keras.layers.Dense(2)(getattr(keras.layers, pool)()(found))

    keras.utils.set_random_seed(2)
    model = strands.over_codes(30, body, "plain", both_strands=True)
    weights = [np.random.default_rng(3).normal(size=own.shape) for own in model.weights]
    model.set_weights(weights)
    assert_as_predicted(model, "PooledScan")


@pytest.mark.parametrize("window", [36, 37, 47])
def test_networks_convolutional_throughout_make_long_passes(keras, window, monkeypatch):
    from bindery.tracks import convolved_scan

    # More than one pass, and one that is not full.
    monkeypatch.setattr(convolved_scan, "SIZES", (8, 4, 2))
    monkeypatch.setattr(convolved_scan, "LEAST", 4)
    assert_as_predicted(build(keras, "multitask", window, outputs=3, **MULTITASK), "ConvolvedScan")


@pytest.mark.parametrize("name", ["bpnet_counts", "danq", "deepsea"])
def test_other_networks_score_each_window_in_full_batches(keras, name, monkeypatch):
    from bindery.tracks import scanners

    monkeypatch.setattr(scanners, "BATCH", 16)
    window = 120 if name == "deepsea" else 60
    assert_as_predicted(build(keras, name, window, **SMALL.get(name, {})), "WindowScan")


def test_a_mean_of_restarts_has_the_ways_of_its_members(keras):
    from bindery.training import fitting

    starts = [
        build(keras, "deepbind", 40),
        build(keras, "deepbind", 40, detectors=5),
        build(keras, "danq", 40, **SMALL.get("danq", {})),
    ]
    assert_as_predicted(fitting.mean_of(starts), "SummedScan")


def test_a_blend_of_models_has_the_ways_of_its_members(keras):
    from bindery.models.blends import blend

    members = [build(keras, "deepbind", 40), build(keras, "multitask", 55, **MULTITASK)]
    assert_as_predicted(blend(members, np.array([0.7, -0.2]), 0.3, 61), "SummedScan")
    assert_as_predicted(blend(members[:1], np.array([0.7]), 0.3, 41), "SummedScan")


def test_both_strands_of_a_stretch_have_the_same_scores(keras):
    from bindery.tracks.scanners import scanner_of

    for name, settings in (("deepbind", {}), ("multitask", MULTITASK)):
        scanner = scanner_of(build(keras, name, 45, **settings))
        given = random_codes(1, 45 + 3 * 20, 4)
        one = scanner.scores(list(given), 3)
        other = scanner.scores(list(alphabet.reverse_complement(given)), 3)
        np.testing.assert_allclose(one, other[::-1], atol=1e-5)
