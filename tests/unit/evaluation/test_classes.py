import json
from pathlib import Path

import numpy as np
import pytest
from helpers import containing
from sklearn.metrics import (
    auc,
    average_precision_score,
    precision_recall_curve,
    roc_auc_score,
    roc_curve,
)

from bindery.errors import InputError
from bindery.evaluation import classes
from bindery.evaluation.classes import GRID, Bootstrap, curves, pr_on_grid, roc_on_grid
from bindery.evaluation.metrics import metrics, read_test_sets, write_metrics
from bindery.files import write_gzip
from bindery.targets.classes import KIND
from bindery.training.predictions import Predictions


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
    target = generator.integers(0, 2, count).astype(float)
    score = target + generator.normal(0, 1, count)
    return np.arange(count) // 4, target, np.round(score) if ties else score


@pytest.mark.parametrize("ties", [False, True])
@pytest.mark.parametrize("at_once", [1, 1 << 22])
def test_resampled_areas_are_those_of_scikit_learn(
    monkeypatch: pytest.MonkeyPatch, ties: bool, at_once: int
) -> None:
    monkeypatch.setattr(classes, "DRAWS_AT_ONCE", at_once)
    group, target, score = noisy(80, 1, ties)
    bootstrap = Bootstrap(group, target, 25, 3)
    weighted = [{"sample_weight": weights} for weights in bootstrap.weights]
    auroc = [roc_auc_score(target, score, **weights) for weights in weighted]
    auprc = [average_precision_score(target, score, **weights) for weights in weighted]
    np.testing.assert_allclose(bootstrap.auroc(score), auroc, atol=1e-12)
    np.testing.assert_allclose(bootstrap.auprc(score), auprc, atol=1e-12)
    assert np.std(auroc) > 0.01


def test_rows_of_a_group_are_drawn_together() -> None:
    group, target, _ = noisy(40, 1)
    bootstrap = Bootstrap(group[::-1] * 3 + 5, target, 50, 3)
    by_group = bootstrap.weights[:, ::-1].reshape(50, 10, 4)
    assert (by_group == by_group[:, :, :1]).all()
    assert (by_group[:, :, 0].sum(axis=1) == 10).all()


def test_every_resample_has_both_classes() -> None:
    target = np.array([1, 0, 0, 0, 0, 0, 0, 0])
    bootstrap = Bootstrap(np.arange(8), target, 300, 3)
    assert bootstrap.weights.shape == (300, 8)
    assert (bootstrap.weights[:, 0] > 0).all()
    assert (bootstrap.weights[:, 1:].sum(axis=1) > 0).all()


def test_resamples_repeat_with_their_seed_only() -> None:
    group, target, _ = noisy(60, 1)
    once, again, other = (Bootstrap(group, target, 20, seed).weights for seed in (5, 5, 6))
    np.testing.assert_array_equal(once, again)
    assert (once != other).any()


@pytest.mark.parametrize("target", [np.ones(5), np.zeros(5)])
def test_one_class_alone_is_refused(target: np.ndarray) -> None:
    with pytest.raises(InputError, match="the test rows are all of one class"):
        Bootstrap(np.arange(5), target, 10, 1)


def test_no_draws_give_no_areas() -> None:
    group, target, score = noisy(20, 1)
    bootstrap = Bootstrap(group, target, 0, 1)
    assert bootstrap.auroc(score).shape == bootstrap.auprc(score).shape == (0,)


def test_a_constant_score_has_the_areas_of_chance() -> None:
    group, target, _ = noisy(40, 1)
    bootstrap = Bootstrap(group, target, 10, 1)
    positives = (bootstrap.weights * target).sum(axis=1) / bootstrap.weights.sum(axis=1)
    np.testing.assert_allclose(bootstrap.auroc(np.zeros(40)), 0.5)
    np.testing.assert_allclose(bootstrap.auprc(np.zeros(40)), positives)


def test_roc_on_the_grid_by_hand() -> None:
    # Down the ranking: positive, negative, positive, negative.
    y = roc_on_grid(np.array([1, 1, 2, 2]), np.array([0, 1, 1, 2]))
    assert y.shape == (201,)
    assert [float(y[n]) for n in (0, 50, 100, 150, 200)] == [0.5, 0.5, 1, 1, 1]


def test_precision_on_the_grid_by_hand() -> None:
    y = pr_on_grid(np.array([1, 1, 2, 2]), np.array([0, 1, 1, 2]))
    assert [float(y[n]) for n in (0, 50, 100)] == [1, 1, 1]
    np.testing.assert_allclose(y[101:], 2 / 3)


def test_tied_rows_make_one_point_of_a_curve() -> None:
    test = predictions([1, 0, 1, 0], [2, 2, 2, 1])
    found = curves(test, Bootstrap(test.group, test.target, 10, 1), 0.9)
    np.testing.assert_allclose(found["roc"].y[:101], 2 * GRID[:101])
    np.testing.assert_allclose(found["pr"].y, 2 / 3)


@pytest.mark.parametrize("count", [12, 300])
def test_curves_are_the_steps_of_scikit_learn(count: int) -> None:
    _, target, score = noisy(count, 2)
    test = predictions(target, score)
    found = curves(test, Bootstrap(test.group, target, 20, 1), 0.9)
    x, y, _ = roc_curve(target, score, drop_intermediate=False)
    steps = [y[x <= rate + 1e-12].max() for rate in GRID]
    np.testing.assert_allclose(found["roc"].y, steps)
    precision, recall, _ = precision_recall_curve(target, score)
    reached = [precision[:-1][recall[:-1] >= rate - 1e-12][-1] for rate in GRID[1:]]
    np.testing.assert_allclose(found["pr"].y[1:], reached)


def test_area_under_the_drawn_curve_is_the_auroc() -> None:
    _, target, score = noisy(40, 7, ties=True)
    test = predictions(target, score)
    found = curves(test, Bootstrap(test.group, target, 20, 1), 0.9)["roc"].y
    assert auc(GRID, found) == pytest.approx(roc_auc_score(target, score), abs=0.005)


def test_interval_holds_the_curve_and_widens_with_confidence() -> None:
    _, target, score = noisy(200, 2)
    test = predictions(target, score)
    bootstrap = Bootstrap(test.group, target, 100, 1)
    narrow, wide = (curves(test, bootstrap, confidence) for confidence in (0.5, 0.99))
    for kind in ("roc", "pr"):
        assert (wide[kind].low <= narrow[kind].low).all()
        assert (wide[kind].high >= narrow[kind].high).all()
        inside = (wide[kind].low <= wide[kind].y + 1e-9) & (wide[kind].y <= wide[kind].high + 1e-9)
        assert inside.all()


def test_metrics_are_scikit_learns_with_intervals() -> None:
    group, target, score = noisy(200, 4)
    bootstrap = Bootstrap(group, target, 400, 1)
    found = metrics(KIND, predictions(target, score), {}, bootstrap, 0.95)
    assert found["auroc"] == roc_auc_score(target, score)
    assert found["auprc"] == average_precision_score(target, score)
    low, high = np.quantile(bootstrap.auroc(score), [0.025, 0.975])
    assert (found["auroc_low"], found["auroc_high"]) == (pytest.approx(low), pytest.approx(high))
    assert found["auprc_low"] < found["auprc"] < found["auprc_high"]
    rest = ("baseline", "baseline_auroc", "gain_auroc", "gain_low", "gain_high")
    assert [found[name] for name in rest] == [None] * 5


def test_gain_is_over_the_better_baseline_and_paired() -> None:
    group, target, score = noisy(200, 4)
    baselines = {
        "worse": predictions(target, -score),
        "better": predictions(target, score + np.random.default_rng(0).normal(0, 1, 200)),
    }
    bootstrap = Bootstrap(group, target, 400, 1)
    found = metrics(KIND, predictions(target, score), baselines, bootstrap, 0.9)
    better = baselines["better"].score
    difference = bootstrap.auroc(score) - bootstrap.auroc(better)
    assert found["baseline"] == "better"
    assert found["baseline_auroc"] == roc_auc_score(target, better)
    assert found["gain_auroc"] == pytest.approx(found["auroc"] - found["baseline_auroc"])
    assert [found["gain_low"], found["gain_high"]] == pytest.approx(
        np.quantile(difference, [0.05, 0.95])
    )


def test_a_model_gains_nothing_over_itself() -> None:
    group, target, score = noisy(60, 4)
    test = predictions(target, score)
    found = metrics(KIND, test, {"same": test}, Bootstrap(group, target, 100, 1), 0.95)
    assert (found["gain_auroc"], found["gain_low"], found["gain_high"]) == (0, 0, 0)


def test_perfect_scores_have_no_spread() -> None:
    test = predictions([1, 1, 0, 0], [4, 3, 2, 1])
    found = metrics(KIND, test, {}, Bootstrap(test.group, test.target, 50, 1), 0.95)
    for name in ("auroc", "auprc"):
        assert (found[name], found[f"{name}_low"], found[f"{name}_high"]) == (1, 1, 1)


def write(path: Path, rows: list[tuple]) -> str:
    lines = ["row\tname\tsplit\tgroup\ttarget\tscore"]
    lines += [
        "\t".join(map(str, (row, "n", split, row, target, score)))
        for row, split, target, score in rows
    ]
    write_gzip(path, "\n".join(lines) + "\n")
    return str(path)


def test_test_rows_of_model_and_baselines_are_paired(tmp_path: Path) -> None:
    rows = [(0, "validation", 1, 0.5), (3, "test", 1, 0.25), (4, "test", 0, -1)]
    model = write(tmp_path / "model.tsv.gz", rows)
    baseline = write(tmp_path / "baseline.tsv.gz", [(3, "test", 1, 2), (4, "test", 0, 1)])
    test, baselines = read_test_sets(model, {"pwm": baseline})
    assert test.score.tolist() == [0.25, -1]
    assert baselines["pwm"].score.tolist() == [2, 1]


def test_baseline_of_other_rows_is_refused(tmp_path: Path) -> None:
    model = write(tmp_path / "model.tsv.gz", [(3, "test", 1, 0.25), (4, "test", 0, -1)])
    baseline = write(tmp_path / "baseline.tsv.gz", [(3, "test", 1, 2), (5, "test", 0, 1)])
    with pytest.raises(
        InputError, match=containing("model.tsv.gz: the file's rows are not those that pwm scored")
    ):
        read_test_sets(model, {"pwm": baseline})


def test_metrics_are_written_flat_in_their_order_to_ten_digits(tmp_path: Path) -> None:
    values = {"experiment": "Reb1", "auroc": 0.12345678901234, "baseline": None, "n_test": 7}
    write_metrics(tmp_path / "metrics.json", values)
    text = (tmp_path / "metrics.json").read_text()
    assert list(json.loads(text).items()) == [
        ("experiment", "Reb1"), ("auroc", 0.123456789), ("baseline", None), ("n_test", 7)
    ]  # fmt: skip
    assert text.endswith("}\n")
