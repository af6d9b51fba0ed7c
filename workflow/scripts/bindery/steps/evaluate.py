"""One model's evaluation as files: metrics.json, ROC and PR curves, baselines beside it."""

import numpy as np

from bindery.data.splits import SPLITS
from bindery.data.tensors import Tensor
from bindery.evaluation.classes import (
    Bootstrap,
    curves,
    metrics,
    of_restarts,
    read_test_sets,
    write_metrics,
)
from bindery.figures.curves import plot_pr, plot_roc
from bindery.figures.style import title_of


def split_counts(tensor: str) -> dict[str, int]:
    """Measured rows and positives of each split, as metrics.json names them."""
    found = {}
    with Tensor(tensor) as opened:
        for part, name in enumerate(SPLITS):
            target = opened.targets(opened.split_rows(part))[:, 0]
            found[f"n_{name}"] = int((~np.isnan(target)).sum())
            found[f"positives_{name}"] = int((target > 0).sum())
    return found


def evaluate(
    *,
    predictions: str,
    tensor: str,
    baselines: dict[str, str],
    metrics_file: str,
    roc: str,
    pr: str,
    experiment: str,
    protein: str,
    assay: str,
    label: str | None,
    model: str,
    draws: int,
    confidence: float,
    seed: int,
) -> None:
    """Evaluate one model on the test rows and draw its curves.

    Args:
        predictions: of the model.
        tensor: the experiment's tensor file, for counts.
        baselines: name -> predictions of a baseline; none for a baseline's own evaluation.
        metrics_file: output, JSON.
        roc: output, SVG.
        pr: output, SVG.
        experiment: name, for metrics and title, as `protein`, `assay` and `model`.
        protein: name.
        assay: name.
        label: notice such as "simulated data", for metrics and titles.
        model: name.
        draws: resamples of the bootstrap.
        confidence: of the intervals.
        seed: of the experiment's bootstrap, the same for all its models.
    """
    test, others = read_test_sets(predictions, baselines)
    bootstrap = Bootstrap(test.group, test.target, draws, seed)
    names = {"experiment": experiment, "protein": protein, "assay": assay, "label": label}
    found = metrics(test, others, bootstrap, confidence)
    counts = split_counts(tensor) | {"groups_test": len(np.unique(test.group))}
    write_metrics(metrics_file, names | {"model": model} | found | counts | of_restarts(test))
    drawn: dict[str, list] = {"roc": [], "pr": []}
    for name, scored in {model: test, **others}.items():
        lines = curves(scored, bootstrap, confidence)
        values = metrics(scored, {}, bootstrap, confidence)
        for kind, area in (("roc", "auroc"), ("pr", "auprc")):
            bounds = (values[area], values[f"{area}_low"], values[f"{area}_high"])
            drawn[kind].append((name, lines[kind], *bounds, name in others))
    title = title_of(experiment, protein, label)
    plot_roc(roc, drawn["roc"], title)
    plot_pr(pr, drawn["pr"], title, float(np.mean(test.target)))
