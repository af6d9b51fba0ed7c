"""The weights of candidates."""

import numpy as np
import pytest

from bindery.training.choice import choose, weights_of
from bindery.training.densities import line_of, log_density
from bindery.training.predictions import Predictions


def predictions(score: np.ndarray, target: np.ndarray, validation: np.ndarray) -> Predictions:
    count = len(score)
    split = np.where(validation, "validation", "test").astype(object)
    return Predictions(np.arange(count), split, np.arange(count), target, score)


def made(noise: list[float], count: int = 600, seed: int = 0) -> list[Predictions]:
    """Candidates whose scores are the target with noise."""
    generator = np.random.default_rng(seed)
    target = (generator.random(count) < 0.5).astype(float)
    validation = np.arange(count) < count // 2
    scores = [target + level * generator.normal(size=count) for level in noise]
    return [predictions(score, target, validation) for score in scores]


def test_one_that_is_better_beyond_chance_gets_all() -> None:
    choice = choose(made([0.4, 3.0]), "class", 1)
    assert choice.weights.tolist() == [1, 0] and choice.kept == [0]


def test_equals_share() -> None:
    scored = made([1.0])
    choice = choose([scored[0], scored[0]], "class", 1)
    np.testing.assert_allclose(choice.weights, [0.5, 0.5])


def test_the_unit_of_scores_does_not_matter() -> None:
    one, other = made([0.9, 1.0])
    scaled = predictions(other.score * 100 - 7, other.target, other.split == "validation")
    before, after = choose([one, other], "class", 1), choose([one, scaled], "class", 1)
    np.testing.assert_allclose(before.weights, after.weights, atol=1e-4)
    both = np.stack([one.score, other.score], 1), np.stack([one.score, scaled.score], 1)
    np.testing.assert_allclose(before.combined(both[0]), after.combined(both[1]), atol=1e-2)


def test_order_and_seed() -> None:
    one, other = made([0.9, 1.0])
    forward, backward = choose([one, other], "class", 1), choose([other, one], "class", 1)
    np.testing.assert_allclose(forward.weights, backward.weights[::-1])
    assert forward.weights.tolist() == choose([one, other], "class", 1).weights.tolist()


def test_rows_of_a_group_count_together() -> None:
    """Repeated rows in one group make the better model no surer than the group is."""
    density = np.array([[0.0, -0.5]] * 40 + [[-0.5, 0.0]] * 20)
    apart = weights_of(density, np.arange(60), 1)
    together = weights_of(density, np.repeat([0, 1], [40, 20]), 1)
    assert apart[0] > 0.95 and 0.5 < together[0] < 0.9


def test_a_candidate_of_little_weight_is_left_out() -> None:
    weights = weights_of(np.array([[0.0, -0.3, -9.0]] * 8), np.arange(8), 1)
    assert weights[2] == 0 and weights.sum() == pytest.approx(1)


def test_intensities_are_combined_on_their_own_scale() -> None:
    generator = np.random.default_rng(0)
    target = generator.normal(5, 2, 400)
    validation = np.arange(400) < 200
    good = predictions(0.1 * target + generator.normal(0, 0.02, 400), target, validation)
    bad = predictions(generator.normal(size=400), target, validation)
    choice = choose([good, bad], "intensity", 1)
    assert choice.kept == [0]
    found = choice.combined(np.stack([good.score, bad.score], 1))[~validation]
    assert np.abs(found - target[~validation]).mean() < 0.3


@pytest.mark.parametrize("scores", [np.zeros(50), np.repeat([0.0, 1.0], 25)])
def test_scores_without_spread_or_error_stay_finite(scores: np.ndarray) -> None:
    target = np.repeat([0.0, 1.0], 25)
    for loss in ("cross_entropy", "half_squared_error"):
        slope, intercept = line_of(loss, scores, target)
        assert np.isfinite(log_density(loss, scores * slope + intercept, target)).all()
