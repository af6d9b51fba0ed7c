"""Scores of both alleles, against a plain prediction of each."""

from types import ModuleType

import numpy as np
import pytest
from helpers import random_codes
from unit.explanation.test_mutagenesis import OTHERS, WINDOW, lively, small
from unit.models.test_published_architectures import LARGE, slow_but_for

from bindery import alphabet

# Networks of one layer of detectors and global pools, whose alternative alleles are scored fast.
POOLED = {"deepbind", "deepbind_wide", "zeng"}


def changes(window: int = WINDOW) -> tuple[np.ndarray, np.ndarray]:
    """Pairs of every kind: at each edge, with unknown bases, longer, shorter, equal, repeated."""
    reference = random_codes(14, window, letters=4)
    reference[3, [0, 1, 20]] = alphabet.UNKNOWN
    reference[4, -9:] = alphabet.UNKNOWN
    # Several alleles of one reference.
    reference[5] = reference[6] = reference[0]
    alternative = reference.copy()
    for row, column in enumerate([0, window - 1, window // 2, window // 2, 3, 7, window // 2]):
        alternative[row, column] = (reference[row, column] + 1) % 4
    middle = window // 2
    alternative[7, middle + 1 :] = reference[7, middle - 2 : -3]
    alternative[8, middle + 1 : -4] = reference[8, middle + 5 :]
    alternative[9, middle : middle + 3] = (reference[9, middle : middle + 3] + 2) % 4
    # The whole window, both ends, nothing, and an unknown base in place of a known one.
    alternative[10] = (reference[10] + 1) % 4
    alternative[11, [0, -1]] = (reference[11, [0, -1]] + 1) % 4
    alternative[13, middle] = alphabet.UNKNOWN
    return reference, alternative


def assert_as_predicted(model, window: int = WINDOW, **settings) -> None:
    from bindery.variants.many_scorers import ManyScorers

    reference, alternative = changes(window)
    scorer = ManyScorers([model])
    found = scorer.scores(reference, alternative, **settings)
    for own, codes in zip(found, (reference, alternative), strict=True):
        expected = model.predict(codes, verbose=0)
        assert own.dtype == np.float32 and own.shape == expected.shape
        np.testing.assert_allclose(own, expected, atol=1e-5)
    # Equal alleles have equal scores, or there would be effects of nothing.
    np.testing.assert_array_equal(found[0][12], found[1][12])
    assert np.abs(found[0] - found[1]).max() > 1e-5


@pytest.mark.parametrize("name", slow_but_for("basset", "danq"))
def test_scores_are_those_of_prediction(keras: ModuleType, name: str) -> None:
    from bindery.variants.allele_scores import AlleleScorer

    model = small(name)
    assert_as_predicted(model)
    assert AlleleScorer(model).is_fast == (name in POOLED)
    assert not POOLED & LARGE


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        *OTHERS,
        ("deepbind", {"width": 11}),
        ("deepbind", {"width": 13, "detectors": 5}),
        ("deepbind_wide", {"both_strands": False}),
        ("zeng", {"outputs": 3}),
        ("multitask", {"outputs": 3}),
    ],
)
def test_settings_change_nothing_in_that(keras: ModuleType, name: str, settings: dict) -> None:
    assert_as_predicted(small(name, **settings))


def test_means_of_restarts_and_blends_of_windows_score_as_they_predict(keras: ModuleType) -> None:
    from bindery.models.blends import blend
    from bindery.training import fitting
    from bindery.variants.allele_scores import AlleleScorer

    starts = [small("deepbind"), small("deepbind", pooling="max_average"), small("zeng")]
    mean = fitting.mean_of(starts)
    assert AlleleScorer(mean).is_fast
    assert_as_predicted(mean)
    assert_as_predicted(fitting.mean_of([small("deepbind"), small("ckn")]))
    other = small("multitask")
    assert_as_predicted(blend([other, mean], np.array([0.7, 1.3]), -0.5, WINDOW))
    wide = blend([other, mean], np.array([0.7, 1.3]), -0.5, WINDOW + 8)
    assert_as_predicted(wide, WINDOW + 8)


@pytest.mark.parametrize("padding", ["same", "valid"])
def test_uneven_padding_is_the_other_way_round_on_the_other_strand(
    keras: ModuleType, padding: str
) -> None:
    from keras import layers

    from bindery.models.strands import over_codes
    from bindery.variants.allele_scores import AlleleScorer

    def body(bases):
        padded = layers.ZeroPadding1D((3, 1))(bases)
        found = layers.Conv1D(6, 8, padding=padding, name="detectors")(padded)
        pools = [layers.GlobalMaxPooling1D()(found), layers.GlobalAveragePooling1D()(found)]
        return layers.Dense(2)(layers.Concatenate()(pools))

    for larger in (False, True):
        model = lively(over_codes(WINDOW, body, "own", both_strands=True, larger=larger))
        assert AlleleScorer(model).is_fast
        assert_as_predicted(model)


def test_threads_and_blocks_change_not_a_bit(
    keras: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bindery.variants import pooled_alleles
    from bindery.variants.many_scorers import ManyScorers
    from bindery.variants.pooling import strand_passes

    model = small("deepbind", pooling="max_average")
    pair = changes()
    expected = ManyScorers([model]).scores(*pair)
    for name in ("LEAST", "MOST"):
        monkeypatch.setattr(strand_passes, name, 2)
    monkeypatch.setattr(pooled_alleles, "HELD", 3)
    for own, other in zip(ManyScorers([model]).scores(*pair, threads=3), expected, strict=True):
        np.testing.assert_array_equal(own, other)


@pytest.mark.parametrize("settings", [{}, {"pooling": "max_average"}, {"width": 9}])
def test_windows_of_neighbours_are_scored_as_each_by_itself(
    keras: ModuleType, settings: dict
) -> None:
    from bindery.variants.alleles import Alleles
    from bindery.variants.many_scorers import ManyScorers

    long = random_codes(1, 3 * WINDOW, 8)[0]
    long[70] = alphabet.UNKNOWN
    starts = [0, 1, 3, 3, 11, 23, 90, 91, 92, 40, 41]
    reference = np.array([long[start : start + WINDOW] for start in starts])
    alternative = reference.copy()
    columns = np.arange(len(starts)) * 5
    alternative[np.arange(len(starts)), columns] = (
        reference[np.arange(len(starts)), columns] + 1
    ) % 4
    alternative[3, 5:] = reference[3, 4:-1]
    assert len(Alleles.of(reference, alternative).references) == len(starts) - 1
    model = small("deepbind", **settings)
    scorer = ManyScorers([model])
    found = scorer.scores(reference, alternative)
    apart = [
        scorer.scores(reference[row : row + 1], alternative[row : row + 1])
        for row in range(len(starts))
    ]
    for number in (0, 1):
        alone = np.concatenate([one[number] for one in apart])
        np.testing.assert_allclose(found[number], alone, rtol=0, atol=2e-7)
        codes = (reference, alternative)[number]
        expected = model.predict(codes, verbose=0)
        np.testing.assert_allclose(found[number], expected, atol=1e-5)


@pytest.mark.parametrize("name", ["deepbind", "multitask"])
def test_the_best_of_shifted_windows_counts(keras: ModuleType, name: str) -> None:
    from bindery.data.tensors import middle_of
    from bindery.variants.many_scorers import ManyScorers

    model, shifts = small(name), 3
    pair = changes(WINDOW + 2 * shifts + 4)
    found = ManyScorers([model]).scores(*pair, shifts=shifts)
    middle = middle_of(pair[0].shape[1], WINDOW)
    for own, codes in zip(found, pair, strict=True):
        shifted = [
            model.predict(codes[:, middle.start + shift : middle.stop + shift], verbose=0)
            for shift in range(-shifts, shifts + 1)
        ]
        np.testing.assert_allclose(own, np.max(shifted, axis=0), atol=1e-5)


def test_different_rows_are_the_first_of_equal_ones() -> None:
    from bindery.variants.alleles import different_rows

    rows, which = different_rows(np.array([[1, 2], [0, 2], [1, 2], [3, 3], [0, 2]], np.uint8))
    assert rows.tolist() == [0, 1, 3]
    assert which.tolist() == [0, 1, 0, 2, 1]
    none = different_rows(np.empty((0, 2), np.uint8))
    assert [len(own) for own in none] == [0, 0]


def test_no_alleles_have_no_scores(keras: ModuleType) -> None:
    from bindery.variants.many_scorers import ManyScorers

    nothing = np.empty((0, WINDOW), np.uint8)
    for name in ("deepbind", "multitask"):
        found = ManyScorers([small(name)]).scores(nothing, nothing)
        assert [own.shape for own in found] == [(0, 1), (0, 1)]
