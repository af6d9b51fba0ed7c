"""Goals of trained models: scores, effects and gradients of one and of the difference of two."""

from types import ModuleType

import numpy as np
import pytest
from helpers import random_codes
from unit.models.test_published_architectures import SMALL

from bindery import alphabet

WINDOW = 60


@pytest.fixture(scope="module")
def models(keras: ModuleType):
    from bindery.models import registry

    found = []
    for seed in (1, 2):
        keras.utils.set_random_seed(seed)
        found.append(registry.build("deepbind", WINDOW, **SMALL.get("deepbind", {})))
    return found


def test_the_difference_of_two_models(models) -> None:
    from bindery.design.goals import Goal
    from bindery.models.scores import scores

    codes = random_codes(4, WINDOW)
    goal = Goal(*models)
    own, other = (scores(model, codes) for model in models)
    np.testing.assert_allclose(goal.scores(codes), own - other, atol=1e-5)
    changed = codes.copy()
    changed[:, 7] = (changed[:, 7] + 1) % 4
    found = goal.effects(codes)[np.arange(4), 7, changed[:, 7]]
    np.testing.assert_allclose(found, goal.scores(changed) - goal.scores(codes), atol=1e-4)
    bases = alphabet.one_hot(codes)
    np.testing.assert_allclose(goal.scores_of_shares(bases), goal.scores(codes), atol=1e-5)


@pytest.mark.parametrize("lower", [False, True])
def test_a_design_raises_or_lowers_what_the_models_themselves_score(models, lower: bool) -> None:
    from bindery.design.beam import beam, greedy
    from bindery.design.constraints import constraints_of
    from bindery.design.goals import Goal
    from bindery.design.starts import starts_of

    constraints = constraints_of(changes=3, forbid=["EcoRI"])
    starts = starts_of(WINDOW, constraints, 1, count=3)
    goal = Goal(*models, lower=lower)
    one, few = greedy(goal, starts, constraints), beam(goal, starts, constraints, 4)
    for row in range(3):
        gained = goal.sign * (one[row].score - one[row].start_score)
        assert gained > 0
        assert goal.sign * few[row].score >= goal.sign * one[row].score - 1e-5
        again = goal.scores(one[row].codes[None])[0]
        assert one[row].score == pytest.approx(again, abs=1e-5)


def test_the_nearest_shares_are_those_of_a_fine_grid() -> None:
    from bindery.design.input_optimisation import projected

    steps = np.linspace(0, 1, 21)
    grid = np.stack(np.meshgrid(steps, steps, steps, indexing="ij"), axis=-1).reshape(-1, 3)
    grid = np.c_[grid, 1 - grid.sum(axis=1)]
    grid = grid[grid[:, 3] >= -1e-9]
    for values in np.random.default_rng(0).normal(size=(20, 4)):
        found = projected(values)
        assert found.min() >= 0
        assert found.sum() == pytest.approx(1)
        nearest = ((grid - values) ** 2).sum(axis=1).min()
        assert ((found - values) ** 2).sum() <= nearest + 1e-9


@pytest.mark.parametrize("lower", [False, True])
def test_the_consensus_of_an_optimised_input_scores_above_random(models, lower: bool) -> None:
    from bindery.design.constraints import Constraints
    from bindery.design.goals import Goal
    from bindery.design.input_optimisation import optimise
    from bindery.design.starts import starts_of

    goal = Goal(models[0], lower=lower)
    starts = starts_of(WINDOW, Constraints(WINDOW), 1, count=4)
    found = optimise(goal, starts, 0.1)
    random = goal.sign * goal.scores(random_codes(500, WINDOW, 9))
    assert max(goal.sign * own.score for own in found) > np.percentile(random, 99)
    for row, own in enumerate(found):
        np.testing.assert_allclose(own.shares.sum(axis=1), 1)
        assert own.score == pytest.approx(goal.scores(own.codes[None])[0], abs=1e-5)
        assert (own.codes == starts.codes[row])[~own.clear].all()
        assert own.consensus.count("N") == WINDOW - own.clear.sum()


def test_a_stronger_penalty_leaves_fewer_clear_bases(models) -> None:
    from bindery.design.constraints import Constraints
    from bindery.design.goals import Goal
    from bindery.design.input_optimisation import optimise
    from bindery.design.starts import starts_of

    starts = starts_of(WINDOW, Constraints(WINDOW), 1, count=2)
    weak, strong = (optimise(Goal(models[0]), starts, penalty) for penalty in (0.01, 100.0))
    assert sum(own.clear.sum() for own in weak) > sum(own.clear.sum() for own in strong)


def test_a_model_without_gradient_to_bases_is_refused(keras: ModuleType) -> None:
    from bindery.design.constraints import Constraints
    from bindery.design.goals import Goal
    from bindery.design.input_optimisation import optimise
    from bindery.design.starts import starts_of
    from bindery.errors import InputError

    codes = keras.Input((8,), dtype="uint8")
    found = keras.layers.Dense(1)(keras.layers.Flatten()(keras.layers.Embedding(5, 3)(codes)))
    starts = starts_of(8, Constraints(8), 1, count=1)
    with pytest.raises(InputError, match="has no gradient to its bases; search by greedy"):
        optimise(Goal(keras.Model(codes, found)), starts, 1.0)
