"""Figures of classes: ROC and precision-recall curves of a model and its baselines; their words."""

import math

import numpy as np

from bindery.evaluation import classes
from bindery.evaluation.evaluate import Evaluated
from bindery.evaluation.metrics import metrics
from bindery.figures.curves import plot_pr, plot_roc
from bindery.figures.words import Words

WORDS = Words(
    title="Classes",
    names={"auroc": "AUROC", "auprc": "AUPRC"},
    chance=0.5,
    axis="AUROC on held-out test sequences",
    counted="Positives",
    counts="positives",
    loss="cross-entropy",
    zero=(math.log(2), "all scores 0 (ln 2)"),
    share=True,
    figures={"roc": "ROC curve", "pr": "Precision-recall curve"},
    heading="ROC and precision-recall curves",
    measured="",
    drawn="The band is the {interval} of the deep model; the baselines are dashed.",
)


def draw(files: dict[str, str], evaluated: Evaluated, title: str) -> None:
    """Draw the curves of a model and its baselines.

    Args:
        files: output, SVG, by `roc` and `pr`.
        evaluated: results of the evaluation.
        title: title of the figures.
    """
    drawn: dict[str, list] = {"roc": [], "pr": []}
    given = evaluated.bootstrap, evaluated.confidence
    for name, scored in {evaluated.model: evaluated.test, **evaluated.baselines}.items():
        lines = classes.curves(scored, *given)
        values = metrics(evaluated.kind, scored, {}, *given)
        for figure, area in (("roc", "auroc"), ("pr", "auprc")):
            bounds = (values[area], values[f"{area}_low"], values[f"{area}_high"])
            drawn[figure].append((name, lines[figure], *bounds, name in evaluated.baselines))
    plot_roc(files["roc"], drawn["roc"], title)
    plot_pr(files["pr"], drawn["pr"], title, float(np.mean(evaluated.test.target)))
