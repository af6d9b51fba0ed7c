from pathlib import Path

import numpy as np
import pytest
from helpers import containing, random_codes, write_tensor
from scipy.stats import pearsonr
from sklearn.metrics import average_precision_score, log_loss

from bindery.data.tensors import Rows, Tensor
from bindery.errors import InputError
from bindery.training.intensities import Scale, scale_of
from bindery.training.targets import check_learned, judge, measured, of_kind, training_rows


def test_class_is_judged_by_cross_entropy_and_auprc() -> None:
    scores, targets = np.array([0.0, np.log(3)]), np.array([1.0, 0.0])
    loss, auprc = judge(scores, targets, "class")
    # Probabilities 1/2 of a positive and 3/4 of a negative: -(ln 1/2 + ln 1/4) / 2.
    assert loss == pytest.approx(1.5 * np.log(2))
    # The negative is on top: precision is 1/2 where the positive is found.
    assert auprc == pytest.approx(0.5)
    # Three times the weight on the positive.
    loss, auprc = judge(scores, targets, "class", np.array([3.0, 1.0]))
    assert loss == pytest.approx((3 * np.log(2) + np.log(4)) / 4)
    assert auprc == pytest.approx(0.75)


def test_intensity_is_judged_by_half_squared_error_and_pearson() -> None:
    scores, targets = np.array([0.0, 1.0, 2.0]), np.array([1.0, 1.0, 4.0])
    loss, pearson = judge(scores, targets, "intensity")
    assert loss == pytest.approx((1 + 0 + 4) / 6)
    # Deviations -1, 0, 1 and -1, -1, 2: 3 / sqrt(2 * 6).
    assert pearson == pytest.approx(3 / np.sqrt(12))
    loss, pearson = judge(scores, targets, "intensity", np.array([1.0, 1.0, 0.0]))
    assert loss == pytest.approx(0.25)
    assert pearson == 0, "targets that do not vary correlate with nothing"


def test_measures_are_those_of_scikit_learn_and_scipy() -> None:
    generator = np.random.default_rng(1)
    scores, weights = generator.normal(size=200), generator.uniform(0.1, 2, 200)
    classes = (scores + generator.normal(size=200) > 0).astype(float)
    probability = 1 / (1 + np.exp(-scores))
    loss, auprc = judge(scores, classes, "class", weights)
    assert loss == pytest.approx(log_loss(classes, probability, sample_weight=weights))
    expected = average_precision_score(classes, scores, sample_weight=weights)
    assert auprc == pytest.approx(expected)
    values = scores + generator.normal(size=200)
    assert judge(scores, values, "intensity")[1] == pytest.approx(pearsonr(scores, values)[0])


@pytest.mark.parametrize("wrong", [np.nan, np.inf])
@pytest.mark.parametrize("target", ["class", "intensity"])
def test_a_diverged_model_has_no_measure(wrong: float, target: str) -> None:
    assert np.isnan(judge(np.array([0.0, wrong]), np.array([0.0, 1.0]), target)).all()


def test_the_loss_of_chance_is_that_of_a_constant() -> None:
    classes, values = np.array([0.0, 0, 0, 1]), np.array([1.0, 2, 6])
    constant = np.full(4, np.log(1 / 3))
    assert of_kind("class").chance(classes, None) == pytest.approx(
        judge(constant, classes, "class")[0]
    )
    assert of_kind("intensity").chance(values, None) == pytest.approx(values.var() / 2)


@pytest.mark.parametrize("loss", [674871.0, np.nan, np.inf])
def test_a_loss_far_above_that_of_chance_is_a_training_that_diverged(loss: float) -> None:
    given = {"what": "the training", "file": "t.h5", "remedy": "lower it"}
    check_learned(1.5, np.array([0.0, 1.0]), "class", **given)
    text = (
        f"t.h5: the training diverged: its loss is {loss:.4g}, and that of chance 0.6931; lower it"
    )
    with pytest.raises(InputError, match=containing(text)):
        check_learned(loss, np.array([0.0, 1.0]), "class", **given)


def test_scores_that_do_not_vary_correlate_with_nothing() -> None:
    assert judge(np.zeros(3), np.arange(3.0), "intensity")[1] == 0


def test_large_scores_of_either_sign_have_a_finite_loss() -> None:
    loss, auprc = judge(np.array([-1e4, 1e4]), np.array([0.0, 1.0]), "class")
    assert loss == pytest.approx(0) and auprc == 1


def test_intensities_are_clamped_and_standardised() -> None:
    targets = np.append(np.arange(9999.0), 1e9)
    scale = scale_of(targets)
    assert scale.highest < 1e6
    scaled = scale(targets)
    assert scaled.mean() == pytest.approx(0, abs=1e-6) and scaled.std() == pytest.approx(1)
    assert scale(np.array([1e12])) == scaled.max()
    assert Scale(10, 2, 4)(np.array([2.0, 6.0, 99.0])).tolist() == [0, 1, 2]
    assert scale_of(np.full(5, 3.0))(np.array([3.0])).tolist() == [0]


def test_unmeasured_rows_are_left_out() -> None:
    targets = np.array([[1, 0], [np.nan, 1], [0, np.nan]], np.float32)
    found = measured(Rows(np.arange(12, dtype=np.uint8).reshape(3, 4), targets, np.arange(3)))
    assert found.targets.tolist() == [[1], [0]]
    assert found.group.tolist() == [0, 2] and found.sequences[1, 0] == 8


def test_training_rows_are_those_of_their_splits_and_scaled_by_themselves(tmp_path: Path) -> None:
    targets = np.array([1.0, 3.0, 1e6, np.nan, 5.0])
    path = write_tensor(
        tmp_path / "t.h5",
        random_codes(5, 6),
        targets,
        np.array([0, 1, 2, 0, 0]),
        names=list("abcde"),
    )
    with Tensor(path) as tensor:
        rows, strength = training_rows(tensor, (0, 1), "intensity")
        classes, _ = training_rows(tensor, (1,), "class")
    assert rows.group.tolist() == [0, 1, 4] and len(strength) == 3
    assert rows.targets.mean() == pytest.approx(0, abs=1e-6)
    assert rows.targets[2, 0] > rows.targets[1, 0] > rows.targets[0, 0]
    assert classes.targets.tolist() == [[3]]
