"""Metrics of a trunk's tasks."""

import numpy as np
import pytest
from sklearn.metrics import average_precision_score, roc_auc_score

from bindery.evaluation.classes import Bootstrap
from bindery.evaluation.tasks import task_metrics


def example() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    generator = np.random.default_rng(1)
    group = np.repeat(np.arange(60), 20)
    targets = (generator.random(1200) < 0.1).astype(np.float32)
    scores = targets + generator.normal(0, 1, 1200) + generator.normal(0, 0.3, 60)[group]
    targets[::37] = np.nan
    return targets, scores.astype(np.float32), group


def weights(groups: int, draws: int) -> np.ndarray:
    share = np.full(groups, 1 / groups)
    return np.random.default_rng(2).multinomial(groups, share, draws)


def test_values_are_scikit_learn_s_and_intervals_those_of_the_bootstrap_of_rows() -> None:
    targets, scores, group = example()
    found = task_metrics(targets, scores, group, weights(60, 2000), 0.95)
    known = ~np.isnan(targets)
    assert found.auroc[0] == roc_auc_score(targets[known], scores[known])
    assert found.auprc[0] == average_precision_score(targets[known], scores[known])
    assert found.positives + found.negatives == known.sum()
    exact = Bootstrap(group[known], targets[known], 2000, 3)
    for ours, drawn in ((found.auroc, exact.auroc), (found.auprc, exact.auprc)):
        expected = np.quantile(drawn(scores[known]), [0.025, 0.975])
        # Both are resamples: their ends differ by chance.
        np.testing.assert_allclose(ours[1:], expected, atol=0.012)


def test_a_task_without_positives_has_no_metrics() -> None:
    targets, scores, group = example()
    targets[targets == 1] = np.nan
    found = task_metrics(targets, scores, group, weights(60, 100), 0.95)
    assert found.positives == 0
    assert np.isnan(found.auroc).all() and np.isnan(found.auprc).all()


@pytest.mark.parametrize("scale", [1e-3, 1e3])
def test_metrics_do_not_depend_on_the_scale_of_scores(scale: float) -> None:
    targets, scores, group = example()
    one = task_metrics(targets, scores, group, weights(60, 200), 0.95)
    other = task_metrics(targets, scores * np.float32(scale), group, weights(60, 200), 0.95)
    np.testing.assert_allclose(one.auroc, other.auroc, atol=1e-3)
    np.testing.assert_allclose(one.auprc, other.auprc, atol=1e-3)
