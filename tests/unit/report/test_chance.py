"""Whether a model is better than chance, also on random data."""

import numpy as np
import pytest
from inputs.pages_cases import CHANCE, NOT, Case

from bindery.evaluation.evaluate import measure
from bindery.report.chance import beats_chance, verdict
from bindery.training.predictions import Predictions


@pytest.mark.parametrize("case", CHANCE, ids=lambda case: case.name)
def test_a_model_is_better_if_its_interval_is_above_chance(case: Case) -> None:
    assert beats_chance(case.given) == (case.expected == "")
    assert verdict(case.given).startswith(case.expected)


def test_the_verdict_tells_the_measure_and_its_interval() -> None:
    assert verdict(CHANCE[0].given) == f"{NOT}: AUROC 0.559 (0.447 to 0.676)"


def predicted(target: np.ndarray, score: np.ndarray) -> Predictions:
    rows = np.arange(len(target))
    return Predictions(rows, np.full(len(rows), "test", object), rows, target, score)


@pytest.mark.parametrize("target", ["class", "intensity"])
@pytest.mark.parametrize("learned", [False, True])
def test_scores_of_random_data_are_at_chance_and_learned_ones_above(
    target: str, learned: bool
) -> None:
    generator = np.random.default_rng(1)
    targets = generator.normal(size=120)
    if target == "class":
        targets = (targets > 0).astype(float)
    scores = generator.normal(size=120) + learned * 2 * targets
    how = {"model": "deepbind", "draws": 100, "confidence": 0.95, "seed": 1}
    found = measure(predicted(targets, scores), {}, target=target, **how).found
    assert bool(verdict({"target": target, **found})) != learned
