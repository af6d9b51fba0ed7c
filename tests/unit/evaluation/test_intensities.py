import numpy as np
import pytest
from helpers import containing
from scipy.stats import pearsonr, spearmanr

from bindery.errors import InputError
from bindery.evaluation import intensities
from bindery.evaluation.intensities import VALUES, Bootstrap
from bindery.evaluation.metrics import metrics
from bindery.targets.intensities import KIND
from bindery.training.predictions import Predictions

# Worked by hand: deviations from the means are -3 -1 1 3 and -2 0 -1 3.
TARGET, SCORE = [1, 3, 5, 7], [1, 3, 2, 6]


def predictions(target: list | np.ndarray, score: list | np.ndarray) -> Predictions:
    count = len(target)
    return Predictions(
        row=np.arange(count),
        split=np.full(count, "test", object),
        group=np.arange(count),
        target=np.array(target, float),
        score=np.array(score, float),
    )


def noisy(count: int, seed: int, ties: bool = False) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Group, target and score of rows, four in a group."""
    generator = np.random.default_rng(seed)
    target = generator.gumbel(9, 2, count)
    score = target / 2 + generator.normal(0, 1, count)
    return (
        np.arange(count) // 4,
        np.round(target) if ties else target,
        np.round(score, 0 if ties else 9),
    )


def value(name: str, test: Predictions) -> float:
    return VALUES[name](test.target, test.score)


def test_correlations_by_hand() -> None:
    test = predictions(TARGET, SCORE)
    assert value("pearson", test) == pytest.approx(14 / np.sqrt(20 * 14))
    # Ranks 1 2 3 4 and 1 3 2 4.
    assert value("spearman", test) == pytest.approx(0.8)


def test_spearman_of_ties_takes_mean_ranks() -> None:
    target, score = [1, 2, 2, 4], [5, 5, 7, 9]
    ranks = np.array([1, 2.5, 2.5, 4]), np.array([1.5, 1.5, 3, 4])
    assert value("spearman", predictions(target, score)) == pytest.approx(np.corrcoef(*ranks)[0, 1])


def test_a_constant_score_correlates_with_nothing() -> None:
    test = predictions(TARGET, [2, 2, 2, 2])
    assert (value("pearson", test), value("spearman", test)) == (0, 0)
    bootstrap = Bootstrap(test.group, test.target, 20, 1)
    assert not bootstrap.pearson(test.score).any()
    assert not bootstrap.spearman(test.score).any()


@pytest.mark.parametrize("ties", [False, True])
@pytest.mark.parametrize("at_once", [1, 1 << 22])
def test_resampled_correlations_are_those_of_scipy(
    monkeypatch: pytest.MonkeyPatch, ties: bool, at_once: int
) -> None:
    monkeypatch.setattr(intensities, "DRAWS_AT_ONCE", at_once)
    group, target, score = noisy(80, 1, ties)
    bootstrap = Bootstrap(group, target, 25, 3)
    drawn = [np.repeat(np.arange(80), weights) for weights in bootstrap.weights]
    expected = [pearsonr(target[rows], score[rows]).statistic for rows in drawn]
    np.testing.assert_allclose(bootstrap.pearson(score), expected, atol=1e-12)
    assert np.std(expected) > 0.01
    expected = [spearmanr(target[rows], score[rows]).statistic for rows in drawn]
    np.testing.assert_allclose(bootstrap.spearman(score), expected, atol=1e-12)


def test_a_score_that_is_constant_in_a_resample_counts_as_nought_there() -> None:
    # Only one row has another score, and some resamples miss it.
    target, score = np.arange(6.0), np.array([0, 0, 0, 0, 0, 1.0]) / 3
    bootstrap = Bootstrap(np.arange(6), target, 200, 1)
    missed = (bootstrap.weights[:, 5] == 0) | (bootstrap.weights[:, 5] == 6)
    assert missed.any() and not missed.all()
    for found in (bootstrap.pearson(score), bootstrap.spearman(score)):
        assert not found[missed].any() and (found[~missed] > 0).all()


def test_units_change_no_correlation() -> None:
    group, target, score = noisy(60, 2)
    bootstrap = Bootstrap(group, target, 30, 1)
    other = Bootstrap(group, target * 1e6 + 1e9, 30, 1)
    np.testing.assert_allclose(
        other.pearson(score * 1e-6 - 1e3), bootstrap.pearson(score), atol=1e-6
    )


def test_rows_of_a_group_are_drawn_together() -> None:
    group, target, _ = noisy(40, 1)
    by_group = Bootstrap(group * 3 + 5, target, 50, 3).weights.reshape(50, 10, 4)
    assert (by_group == by_group[:, :, :1]).all()
    assert (by_group[:, :, 0].sum(axis=1) == 10).all()


def test_groups_widen_the_interval_of_rows_that_repeat() -> None:
    _, target, score = noisy(50, 3)
    repeated = predictions(np.repeat(target, 6), np.repeat(score, 6))
    of_rows, of_groups = (
        metrics(KIND, repeated, {}, Bootstrap(group, repeated.target, 300, 1), 0.95)
        for group in (repeated.group, np.repeat(np.arange(50), 6))
    )
    width = [found["pearson_high"] - found["pearson_low"] for found in (of_rows, of_groups)]
    assert width[1] > 1.8 * width[0]


def test_every_resample_varies_in_intensity() -> None:
    target = np.array([1.0, 0, 0, 0, 0, 0, 0, 0])
    weights = Bootstrap(np.arange(8), target, 300, 3).weights
    assert weights.shape == (300, 8) and weights.dtype == np.uint16
    assert (weights[:, 0] > 0).all() and (weights[:, 1:].sum(axis=1) > 0).all()


@pytest.mark.parametrize("target", [np.full(5, 2.5), np.empty(0)])
def test_one_intensity_alone_is_refused(target: np.ndarray) -> None:
    problem = "no two measured test rows differ in intensity; make the tensor file again"
    with pytest.raises(InputError, match=containing(problem)):
        Bootstrap(np.arange(len(target)), target, 10, 1)


def test_no_draws_give_no_correlations() -> None:
    group, target, score = noisy(20, 1)
    bootstrap = Bootstrap(group, target, 0, 1)
    assert bootstrap.pearson(score).shape == bootstrap.spearman(score).shape == (0,)


def test_metrics_have_intervals_and_no_gain_without_baselines() -> None:
    group, target, score = noisy(200, 4)
    bootstrap = Bootstrap(group, target, 400, 1)
    found = metrics(KIND, predictions(target, score), {}, bootstrap, 0.95)
    assert list(found) == [
        "pearson", "spearman", "pearson_low", "pearson_high", "spearman_low", "spearman_high",
        "baseline", "baseline_pearson", "gain_pearson", "gain_pearson_low", "gain_pearson_high",
    ]  # fmt: skip
    assert found["pearson"] == pearsonr(target, score).statistic
    assert found["spearman"] == spearmanr(target, score).statistic
    low, high = np.quantile(bootstrap.pearson(score), [0.025, 0.975])
    assert (found["pearson_low"], found["pearson_high"]) == (low, high)
    assert found["spearman_low"] < found["spearman"] < found["spearman_high"]
    assert list(found.values())[6:] == [None] * 5


def test_gain_is_over_the_better_baseline_and_paired() -> None:
    group, target, score = noisy(200, 4)
    baselines = {
        "worse": predictions(target, -score),
        "better": predictions(target, score + np.random.default_rng(0).normal(0, 1, 200)),
    }
    bootstrap = Bootstrap(group, target, 400, 1)
    found = metrics(KIND, predictions(target, score), baselines, bootstrap, 0.9)
    better = baselines["better"].score
    difference = bootstrap.pearson(score) - bootstrap.pearson(better)
    assert found["baseline"] == "better"
    assert found["baseline_pearson"] == pearsonr(target, better).statistic
    assert found["gain_pearson"] == pytest.approx(found["pearson"] - found["baseline_pearson"])
    assert [found["gain_pearson_low"], found["gain_pearson_high"]] == pytest.approx(
        np.quantile(difference, [0.05, 0.95])
    )


def test_a_model_gains_nothing_over_itself() -> None:
    group, target, score = noisy(60, 4)
    test = predictions(target, score)
    found = metrics(KIND, test, {"same": test}, Bootstrap(group, target, 100, 1), 0.95)
    assert [found[f"gain_pearson{end}"] for end in ("", "_low", "_high")] == [0, 0, 0]


def test_a_perfect_score_has_no_spread() -> None:
    test = predictions(TARGET, np.array(TARGET) * 2 + 1)
    found = metrics(KIND, test, {}, Bootstrap(test.group, test.target, 50, 1), 0.95)
    assert list(found.values())[:6] == pytest.approx([1] * 6)


def test_the_brightest_rows_are_those_four_deviations_above_the_mean() -> None:
    target = np.r_[np.zeros(96), 0.5, 1, 40, 50]
    assert (target > target.mean() + 4 * target.std()).sum() == 2
    score = np.r_[np.zeros(96), 0.5, 2, 1, 3]
    # Of 2 x 98 pairs one is the wrong way round.
    found = intensities.more(target, score)
    assert found == {"auroc_bright": pytest.approx(195 / 196), "bright_test": 2}


def test_without_such_rows_there_is_no_measure_of_them() -> None:
    values = np.arange(50.0)
    assert intensities.more(values, values) == {"auroc_bright": None, "bright_test": 0}
