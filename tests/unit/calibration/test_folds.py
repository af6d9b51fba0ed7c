import numpy as np
import pytest
from helpers import containing

from bindery.calibration.folds import batches, chances, fold_of
from bindery.data.tensors import Rows
from bindery.errors import InputError


def rows_of(targets: np.ndarray, group: np.ndarray) -> Rows:
    codes = np.zeros((len(targets), 4), np.uint8)
    return Rows(codes, np.asarray(targets, np.float32)[:, None], np.asarray(group))


def test_groups_stay_whole_and_classes_are_spread() -> None:
    generator = np.random.default_rng(1)
    group = np.repeat(np.arange(300), 2)[generator.permutation(600)]
    # A positive and its shuffle share a group.
    targets = np.zeros(600)
    targets[np.unique(group, return_index=True)[1]] = 1
    fold = fold_of(rows_of(targets, group), 3, "class", 1, "tensor.h5")
    assert sorted(set(fold)) == [0, 1, 2]
    for name in range(300):
        assert len(set(fold[group == name])) == 1
    for number in range(3):
        assert (fold == number).sum() == 200
        assert targets[fold == number].mean() == 0.5


def test_intensities_are_spread_about_their_median() -> None:
    targets = np.random.default_rng(2).exponential(size=400)
    fold = fold_of(rows_of(targets, np.arange(400)), 4, "intensity", 1, "tensor.h5")
    for number in range(4):
        assert (targets[fold == number] > np.median(targets)).sum() == 50


def test_a_seed_gives_the_same_folds_and_another_others() -> None:
    rows = rows_of(np.arange(60) % 2, np.arange(60))
    one, two, three = (fold_of(rows, 3, "class", seed, "") for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, two)
    assert (one != three).any()


def test_too_few_independent_rows_of_a_class_are_named() -> None:
    targets = np.array([1, 1, 1, 1, 0, 0, 0, 0])
    rows = rows_of(targets, np.array([1, 1, 2, 2, 3, 4, 5, 6]))
    with pytest.raises(InputError) as error:
        fold_of(rows, 3, "class", 1, "REST/tensor.h5")
    assert str(error.value) == (
        "REST/tensor.h5: a class has 2 independent rows to calibrate with; 3 folds need more; set "
        "`skip` for this experiment, or calibration.preset: none"
    )
    with pytest.raises(InputError, match=containing("0 independent rows")):
        fold_of(rows_of(np.ones(9), np.arange(9)), 3, "class", 1, "tensor.h5")


def test_chances_fall_with_rank_within_each_class() -> None:
    strength = np.array([5.0, 1.0, 3.0, 0.0, 0.0])
    target = np.array([1, 1, 1, 0, 0])
    # Ranks 0, 2, 1 at an emphasis of 1: 1, 1/3, 1/2, of mean 11/18; the background is all alike.
    expected = [18 / 11, 6 / 11, 9 / 11, 1, 1]
    np.testing.assert_allclose(chances(strength, target, 1.0), expected)


def test_equal_strengths_have_equal_chances_and_unknown_ones_the_mean() -> None:
    strength = np.array([2.0, 2.0, 1.0, np.nan])
    found = chances(strength, np.ones(4), 2.0)
    # Ranks 0, 0, 2: 1, 1, 1/2, of mean 5/6.
    np.testing.assert_allclose(found, [1.2, 1.2, 0.6, 1])
    assert found.mean() == pytest.approx(1)


@pytest.mark.parametrize("emphasis", [None, 10.0])
def test_without_emphasis_or_strengths_all_rows_are_alike(emphasis: float | None) -> None:
    strength = np.full(6, np.nan) if emphasis else np.arange(6.0)
    assert chances(strength, np.arange(6) % 2, emphasis, balance=True) is None


def test_classes_get_equal_shares() -> None:
    target = np.array([1, 0, 0, 0])
    unknown = np.full(4, np.nan)
    found = chances(unknown, target, None, balance=True)
    np.testing.assert_allclose(found, [2, 2 / 3, 2 / 3, 2 / 3])
    assert chances(unknown, target, None) is None
    assert chances(unknown, np.ones(4), None, balance=True) is None
    # Ranks 0 and 1 at an emphasis of 1: 1 and 1/2, of mean 3/4, of a class of half the draws.
    found = chances(np.array([2.0, 1.0, 0, 0]), np.array([1, 1, 0, 0]), 1.0, balance=True)
    np.testing.assert_allclose(found, [4 / 3, 2 / 3, 1, 1])


def test_batches_take_every_row_before_any_again() -> None:
    rows = np.array([3, 5, 8, 9])
    found = batches(rows, 10, np.random.default_rng(1))
    assert found.shape == (10,)
    assert sorted(found[:4]) == sorted(found[4:8]) == [3, 5, 8, 9]
    assert len(set(found[8:])) == 2 and set(found) == set(rows)
    np.testing.assert_array_equal(found, batches(rows, 10, np.random.default_rng(1)))


def test_batches_follow_chances() -> None:
    rows = np.array([10, 20, 30])
    found = batches(rows, 6000, np.random.default_rng(1), np.array([0.0, 1.0, 3.0]))
    assert set(found) == {20, 30}
    assert np.mean(found == 30) == pytest.approx(0.75, abs=0.02)
