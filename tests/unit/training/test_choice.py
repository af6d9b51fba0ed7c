"""The weights of candidates."""

import numpy as np
import pytest

from bindery.training.choice import choose, stacked_weights, weights_of
from bindery.training.densities import line_of, log_probability
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


def test_rows_of_a_group_that_are_alike_count_as_one() -> None:
    generator = np.random.default_rng(0)
    density = generator.normal([0.2, 0.0], 0.1, size=(8, 2))
    group, repeated = np.repeat(np.arange(8), 50), np.repeat(density, 50, axis=0)
    once = weights_of(density, np.arange(8), 1)
    np.testing.assert_allclose(weights_of(repeated, group, 1, alike=True), once)
    np.testing.assert_allclose(weights_of(density, np.arange(8), 1, alike=True), once)
    assert 0.6 < once[0] < 0.9 and weights_of(repeated, group, 1)[0] > 0.999


def test_a_candidate_of_little_weight_is_left_out() -> None:
    scored = made([0.9, 0.92, 1.3])
    weights = choose(scored, "class", 1).weights
    assert weights[2] == 0 and weights[:2].all() and weights.sum() == pytest.approx(1)


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
        found = scores * slope + intercept
        assert np.isfinite(log_probability(found, target)).all()
        weights = stacked_weights(np.stack([found, found], axis=1), target)
        assert np.isfinite(weights).all() and weights.sum() == pytest.approx(1)


def test_intensities_that_err_differently_complement_each_other() -> None:
    generator = np.random.default_rng(2)
    target = generator.normal(size=900)
    errors = generator.normal(size=(900, 2)) * [0.6, 0.8]
    validation = np.arange(900) < 600
    scored = [predictions(target + own, target, validation) for own in errors.T]
    choice = choose(scored, "intensity", 1)
    # The least error of a weighted mean: weights by the inverse of each variance.
    np.testing.assert_allclose(choice.weights, [0.64, 0.36], atol=0.05)
    both = choice.combined(np.stack([own.score for own in scored], 1))[~validation]
    alone = scored[0].score[~validation]
    assert np.corrcoef(both, target[600:])[0, 1] > np.corrcoef(alone, target[600:])[0, 1] + 0.02


def test_of_intensities_a_copy_with_more_noise_gets_nothing() -> None:
    generator = np.random.default_rng(3)
    target = generator.normal(size=500)
    good = target + 0.5 * generator.normal(size=500)
    worse, inverse = good + 2 * generator.normal(size=500), generator.normal(size=500)
    scored = [predictions(own, target, np.arange(500) < 400) for own in (worse, good, inverse)]
    assert choose(scored, "intensity", 1).weights.tolist() == [0, 1, 0]


def test_stacked_weights_do_not_depend_on_the_unit_of_targets() -> None:
    generator = np.random.default_rng(4)
    target = generator.normal(size=300)
    scores = target[:, None] + generator.normal(size=(300, 3))
    expected = stacked_weights(scores, target)
    assert expected.sum() == pytest.approx(1) and (expected > 0.2).all()
    np.testing.assert_allclose(stacked_weights(scores * 1e4, target * 1e4), expected, atol=1e-4)
    np.testing.assert_allclose(stacked_weights(scores * 1e-4, target * 1e-4), expected, atol=1e-4)
