"""One model of intensities evaluated: metrics.json and its scatter, baselines beside it."""

import numpy as np

from bindery.data.splits import SPLITS
from bindery.data.tensors import Tensor
from bindery.evaluation.classes import read_test_sets, write_metrics
from bindery.evaluation.intensities import CorrelationBootstrap, correlations
from bindery.figures.scatter import plot_scatter
from bindery.figures.style import title_of


def measured_counts(tensor: str) -> dict[str, int]:
    """Rows of each split with and without a measured intensity, as metrics.json names them."""
    found = {}
    with Tensor(tensor) as opened:
        for part, name in enumerate(SPLITS):
            target = opened.targets(opened.split_rows(part))[:, 0]
            unmeasured = int(np.isnan(target).sum())
            found[f"n_{name}"] = len(target) - unmeasured
            found[f"unmeasured_{name}"] = unmeasured
    return found


def evaluate_intensity(
    *,
    predictions: str,
    tensor: str,
    baselines: dict[str, str],
    metrics_file: str,
    scatter: str,
    experiment: str,
    protein: str,
    assay: str,
    label: str | None,
    model: str,
    draws: int,
    confidence: float,
    seed: int,
) -> None:
    """Evaluate one model on the measured test rows and draw measured against predicted.

    Args:
        predictions: of the model.
        tensor: the experiment's tensor file, for counts.
        baselines: name -> predictions of a baseline; none for a baseline's own evaluation.
        metrics_file: output, JSON.
        scatter: output, SVG.
        experiment: name, for metrics and title, as `protein`, `assay` and `model`.
        protein: name.
        assay: name.
        label: notice such as "simulated data", for metrics and titles.
        model: name.
        draws: resamples of the bootstrap.
        confidence: of the intervals.
        seed: of the experiment's bootstrap, the same for all its models.

    Raises:
        InputError: no two test rows differ in intensity, or a baseline scored other rows.
    """
    test, others = read_test_sets(predictions, baselines)
    bootstrap = CorrelationBootstrap(test.group, test.target, draws, seed)
    names = {"experiment": experiment, "protein": protein, "assay": assay, "label": label}
    found = correlations(test, others, bootstrap, confidence)
    counts = measured_counts(tensor) | {"groups_test": len(np.unique(test.group))}
    write_metrics(metrics_file, names | {"model": model} | found | counts)
    title = title_of(experiment, protein, label)
    plot_scatter(scatter, test.target, test.score, found, model, title)
