from dataclasses import asdict
from types import ModuleType

import numpy as np
import pytest

from bindery.study.setting_ranges import RANGES


@pytest.fixture(scope="module")
def random_search(keras: ModuleType) -> ModuleType:
    from bindery.calibration import random_search

    return random_search


def columns(random_search: ModuleType, count: int, fixed: dict, ranges: dict, seed: int) -> dict:
    """The values of each setting over all trials."""
    members = [asdict(own) for own in random_search.draw_members(count, fixed, ranges, seed)]
    return {name: np.array([own[name] for own in members]) for name in RANGES}


def test_every_setting_stays_within_the_published_limits(random_search: ModuleType) -> None:
    for name, values in columns(random_search, 400, {}, {}, 1).items():
        way, limits = RANGES[name]
        if way in ("choice", "alternate"):
            assert set(values.tolist()) == set(limits), name
        else:
            assert min(limits) <= values.min() < values.max() <= max(limits), name


def test_settings_are_drawn_as_published(random_search: ModuleType) -> None:
    found = columns(random_search, 2000, {}, {}, 2)
    for name in ("learning_rate", "detector_scale", "detector_l1", "head_scale", "head_l1"):
        low, high = RANGES[name][1]
        assert np.median(np.log(found[name])) == pytest.approx(np.log(low * high) / 2, rel=0.05)
    # A root is below 1/2 in a quarter of all draws.
    assert np.mean(found["momentum"] < 0.97) == pytest.approx(0.25, abs=0.03)
    assert np.mean(found["dropout"] == 0) == pytest.approx(0.5, abs=0.04)


def test_half_of_the_settings_have_a_hidden_layer(random_search: ModuleType) -> None:
    for count in (2, 8, 30):
        assert (columns(random_search, count, {}, {}, 3)["hidden"] > 0).sum() == count / 2


def test_a_seed_gives_the_same_settings_and_more_of_them_begin_alike(
    random_search: ModuleType,
) -> None:
    one = random_search.draw_members(30, {}, {}, 4)
    assert random_search.draw_members(30, {}, {}, 4) == one
    assert random_search.draw_members(5, {}, {}, 4) == one[:5]
    assert random_search.draw_members(5, {}, {}, 5) != one[:5]


def test_given_settings_are_kept_and_change_no_others(random_search: ModuleType) -> None:
    free = columns(random_search, 20, {}, {}, 6)
    fixed = {"hidden": 0, "dropout": 0.3, "detectors": 4, "pooling": "max"}
    found = columns(random_search, 20, fixed, {}, 6)
    for name, values in found.items():
        expected = np.full(20, fixed[name]) if name in fixed else free[name]
        np.testing.assert_array_equal(values, expected)


def test_ranges_replace_the_published_limits(random_search: ModuleType) -> None:
    ranges = {"learning_rate": [0.01, 0.02], "dropout": [0.1], "hidden": [0]}
    found = columns(random_search, 50, {}, ranges, 7)
    assert 0.01 <= found["learning_rate"].min() < found["learning_rate"].max() <= 0.02
    assert set(found["dropout"]) == {0.1} and set(found["hidden"]) == {0}
    np.testing.assert_array_equal(
        found["momentum"], columns(random_search, 50, {}, {}, 7)["momentum"]
    )
