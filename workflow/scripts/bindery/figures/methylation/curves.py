"""Mean ROC and precision-recall curves over cells."""

from os import PathLike

from bindery.evaluation.methylation.evaluate import EvaluatedCells
from bindery.evaluation.metrics import interval
from bindery.figures.curves import plot_pr, plot_roc


def draw_curves(
    roc: str | PathLike,
    pr: str | PathLike,
    model: str,
    found: EvaluatedCells,
    confidence: float,
    title: str,
) -> None:
    """Draw the mean curves over cells of a model and its baselines.

    Args:
        roc: output, SVG.
        pr: output, SVG.
        model: name of the model.
        found: results of the evaluation.
        confidence: confidence of the intervals.
        title: title of the figures.
    """
    drawn: dict[str, list] = {"roc": [], "pr": []}
    for name, own in {model: found.model, **found.baselines}.items():
        for figure, area in (("roc", "auroc"), ("pr", "auprc")):
            low, high = interval(own.means(area), confidence)
            line = own.curves[figure]
            drawn[figure].append((name, line, own.mean(area), low, high, name != model))
    plot_roc(roc, drawn["roc"], title)
    plot_pr(pr, drawn["pr"], title, found.prevalence)
