"""Gradients on the way to a sequence: the fast way of pooled networks against the general one."""

from types import ModuleType

import numpy as np
import pytest
from helpers import random_codes
from unit.models.test_published_architectures import SMALL, WINDOW

from bindery import alphabet
from bindery.explanation.attributions import UNIFORM

CODES = random_codes(5, WINDOW)
CODES[1, 10:20] = alphabet.UNKNOWN
# Runs and repeats: several positions have the same maximum, on one strand or on both.
CODES[2, 5:-5] = 0
CODES[3] = np.resize([0, 3], WINDOW)
PASSED = ((np.arange(7) + 0.5) / 7).astype(np.float32)


def build(keras: ModuleType, name: str, **settings):
    """An untrained network with detectors of both signs and of some weight."""
    from bindery.models import registry

    keras.utils.set_random_seed(1)
    model = registry.build(name, WINDOW, **settings)
    model.set_weights([0.3 * np.random.default_rng(7).normal(size=w.shape) for w in model.weights])
    return model


def assert_mean_gradient_is_that_of_every_step(model) -> None:
    from bindery.explanation import gradients, pooled_gradients
    from bindery.models.model_parts import TrainedModel

    trained = TrainedModel.of(model)
    path = pooled_gradients.pooled_path(trained.members[0])
    assert path is not None
    found = path.mean_gradient(CODES, PASSED)
    start = np.array(UNIFORM, np.float32)
    expected = gradients._mean_gradient(trained, CODES, start, PASSED)
    assert found.dtype == np.float32 and np.abs(expected).max() > 0.01
    np.testing.assert_allclose(found, expected, atol=1e-6)


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("deepbind", {}),
        ("deepbind", {"both_strands": False}),
        ("deepbind", {"pooling": "max_average", "hidden": 8}),
        ("deepbind_wide", {"detectors": 12}),
        ("zeng", SMALL.get("zeng", {})),
    ],
)
def test_mean_gradient_is_that_of_every_step(
    keras: ModuleType, name: str, settings: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bindery.explanation import pooled_gradients

    # More than one round, and one that is not full.
    monkeypatch.setattr(pooled_gradients, "SEQUENCES", 2)
    assert_mean_gradient_is_that_of_every_step(build(keras, name, **settings))


@pytest.mark.parametrize("pool", ["GlobalMaxPooling1D", "GlobalAveragePooling1D"])
@pytest.mark.parametrize("activation", ["relu", None])
def test_detectors_may_be_padded_unevenly_and_not_rectified(
    keras: ModuleType, pool: str, activation: str | None
) -> None:
    from bindery.models import strands

    def body(bases):
        found = keras.layers.Conv1D(6, 8, padding="same", activation=activation)(bases)
        return keras.layers.Dense(1)(getattr(keras.layers, pool)()(found))

    keras.utils.set_random_seed(2)
    model = strands.over_codes(WINDOW, body, "plain", both_strands=True)
    assert_mean_gradient_is_that_of_every_step(model)


def test_a_mean_with_a_restart_that_has_no_fast_way_takes_every_step(keras: ModuleType) -> None:
    from bindery.explanation import gradients
    from bindery.models.model_parts import TrainedModel
    from bindery.training import fitting

    starts = [build(keras, "deepbind"), build(keras, "danq", **SMALL.get("danq", {}))]
    model = TrainedModel.of(fitting.mean_of(starts))
    found = gradients.integrated_gradients(model, CODES, 3)
    start = np.array(UNIFORM, np.float32)
    mean = gradients._mean_gradient(model, CODES, start, np.array([1, 3, 5], np.float32) / 6)
    np.testing.assert_allclose(found, mean - (mean @ start)[..., None], atol=1e-6)


def test_integrated_gradients_of_restarts_are_the_mean_of_theirs(keras: ModuleType) -> None:
    from bindery.explanation import gradients
    from bindery.training import fitting

    starts = [build(keras, "deepbind"), build(keras, "deepbind", detectors=8)]
    found = gradients.integrated_gradients(fitting.mean_of(starts), CODES, 5)
    expected = np.mean([gradients.integrated_gradients(one, CODES, 5) for one in starts], axis=0)
    np.testing.assert_allclose(found, expected, atol=1e-6)


def test_no_sequences_have_no_gradients(keras: ModuleType) -> None:
    from bindery.explanation import gradients

    model = build(keras, "deepbind")
    assert gradients.integrated_gradients(model, CODES[:0]).shape == (0, WINDOW, 4)


def test_other_networks_have_no_such_way(keras: ModuleType) -> None:
    from bindery.explanation.pooled_gradients import pooled_path
    from bindery.models.model_parts import TrainedMember

    assert pooled_path(TrainedMember(build(keras, "danq", **SMALL.get("danq", {})))) is None
    plain = keras.Sequential([keras.Input((WINDOW,)), keras.layers.Dense(1)])
    assert pooled_path(TrainedMember(plain)) is None
