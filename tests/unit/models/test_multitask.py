"""The network of many tasks: its receptive field, and its scores in stretches and in windows."""

from types import ModuleType

import numpy as np
import pytest
from helpers import containing, random_codes

from bindery import alphabet
from bindery.errors import InputError

SMALL = {
    "detectors": 8,
    "width": 5,
    "pool": 4,
    "channels": 8,
    "dilations": [1, 2],
    "near": 1,
    "outputs": 3,
}
FIELD = 32


@pytest.fixture(scope="module")
def registry(keras: ModuleType) -> ModuleType:
    from bindery.models import registry

    return registry


def test_receptive_field_of_the_default_is_984_bases(registry: ModuleType) -> None:
    assert registry.stretch_geometry("multitask", {}) == (984, 10)
    assert registry.stretch_geometry("multitask", {"pool": 4, "dropout": 0.1}) == (402, 4)


def test_a_base_outside_the_receptive_field_changes_no_score(
    registry: ModuleType, seeded: None
) -> None:
    model = registry.stretches("multitask", FIELD + 40, **SMALL)
    codes = random_codes(1, FIELD + 40)
    scores = model.predict(codes, verbose=0)[0]
    assert scores.shape == (11, 3)
    for position, changed in ((0, {0}), (FIELD - 1, set(range(8))), (FIELD + 39, {10})):
        other = codes.copy()
        other[0, position] = 3 - other[0, position]
        differs = np.abs(model.predict(other, verbose=0)[0] - scores).max(axis=1) > 1e-6
        assert set(np.flatnonzero(differs)) <= changed
        assert differs.any()


def test_windows_have_the_scores_of_their_place_in_a_stretch(
    registry: ModuleType, seeded: None
) -> None:
    long = registry.stretches("multitask", FIELD + 40, **SMALL)
    window = registry.build("multitask", FIELD, **SMALL)
    window.set_weights(long.get_weights())
    codes = random_codes(4, FIELD + 40, letters=5)
    strands = (codes, alphabet.reverse_complement(codes))
    given, turned = (long.predict(strand, verbose=0) for strand in strands)
    for label in (0, 3, 10):
        part = codes[:, 4 * label : 4 * label + FIELD]
        expected = (given[:, label] + turned[:, 10 - label]) / 2
        np.testing.assert_allclose(window.predict(part, verbose=0), expected, atol=1e-5)


def test_a_window_shorter_than_the_receptive_field_is_refused(registry: ModuleType) -> None:
    with pytest.raises(
        InputError, match=containing("'multitask' with these settings sees 984 bases, and the")
    ):
        registry.build("multitask", 201)


def test_a_head_is_the_trunk_with_another_last_layer(registry: ModuleType, seeded: None) -> None:
    from bindery.models.heads import Trunk
    from bindery.models.model_parts import TrainedModel

    trunk = Trunk(registry.build("multitask", FIELD, **SMALL))
    codes = random_codes(30, FIELD, letters=5)
    features = trunk.features(codes)
    assert features.shape == (30, 32)
    weights = np.random.default_rng(0).normal(size=32)
    model = trunk.with_head(weights, 0.25)
    scores = model.predict(codes, verbose=0)[:, 0]
    np.testing.assert_allclose(scores, features @ weights + 0.25, atol=1e-5)
    np.testing.assert_allclose(
        model.predict(alphabet.reverse_complement(codes), verbose=0)[:, 0], scores, atol=1e-6
    )
    # It can be interpreted as any other model.
    trained = TrainedModel.of(model)
    assert trained.is_open
    assert trained.members[0].detectors is not None
    assert trained.members[0].detectors.count == 8
