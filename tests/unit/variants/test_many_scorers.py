"""Models that differ in their last layer only, scored as one."""

from types import ModuleType

import numpy as np
import pytest
from unit.explanation.test_mutagenesis import WINDOW, small
from unit.variants.test_allele_scores import changes


@pytest.mark.parametrize("larger", [False, True])
def test_heads_of_a_trunk_are_scored_at_once(keras: ModuleType, larger: bool) -> None:
    from bindery.models.heads import Trunk
    from bindery.training.fitting import mean_of
    from bindery.variants.many_scorers import ManyScorers

    generator = np.random.default_rng(3)

    def heads(name: str, change: float = 0) -> list:
        model = small(name)
        model.weights[0].assign_add(np.full(model.weights[0].shape, change))
        size, trunk = model.get_layer("strand").layers[-1].kernel.shape[0], Trunk(model)
        return [trunk.with_head(generator.normal(size=size), 0.1 * own) for own in range(3)]

    one, other, (apart, *_) = heads("multitask"), heads("zeng"), heads("multitask", 0.01)
    models = [*one[:2], small("deepbind"), *other, mean_of(one), apart, one[2]]
    if larger:
        models = [_with_larger(model) for model in one]
    scorers = ManyScorers(models)
    # One trunk's heads, another's, a mean of models, and all models of detectors together.
    assert len(scorers.groups) == (1 if larger else 4)
    pair = changes(WINDOW + 2)
    for own, codes in zip(scorers.scores(*pair), pair, strict=True):
        seen = codes[:, 1:-1]
        expected = np.concatenate([model.predict(seen, verbose=0) for model in models], axis=1)
        np.testing.assert_allclose(own, expected, atol=1e-5)


def _with_larger(model):
    from bindery.models.strands import over_strands

    strand = model.get_layer("strand")
    return over_strands(strand, model.name, both_strands=True, larger=True)


def test_each_model_sees_the_middle_of_its_own_width_in_each_shift(keras: ModuleType) -> None:
    from bindery.models import registry
    from bindery.variants.many_scorers import ManyScorers

    models = [small("deepbind"), registry.build("deepbind", WINDOW - 8, detectors=3, width=6)]
    pair = changes(WINDOW + 4)
    found = ManyScorers(models).scores(*pair, shifts=2)
    for number, model in enumerate(models):
        width, centre = model.input_shape[1], (WINDOW + 4) // 2
        starts = [centre - width // 2 + shift for shift in range(-2, 3)]
        for own, codes in zip(found, pair, strict=True):
            seen = [model.predict(codes[:, at : at + width], verbose=0)[:, 0] for at in starts]
            np.testing.assert_allclose(own[:, number], np.max(seen, axis=0), atol=1e-5)
