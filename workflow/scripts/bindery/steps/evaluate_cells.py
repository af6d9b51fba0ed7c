"""Rule evaluate_cells: metrics, tables and figures of a methylation model."""

from bindery.evaluation.methylation.evaluate import evaluate
from bindery.figures.methylation.curves import draw_curves
from bindery.figures.style import title_of


def evaluate_cells(
    *,
    predictions: str,
    tensor: str,
    baselines: dict[str, str],
    contexts: dict[str, str],
    metrics: str,
    cells: str,
    by_context: str,
    roc: str,
    pr: str,
    settings: dict,
) -> None:
    """Evaluate one model in each cell and each context, and draw its curves.

    Args:
        predictions: predictions file of the model.
        tensor: the experiment's tensor file.
        baselines: name -> predictions file of a baseline.
        contexts: name -> BED of regions.
        metrics: output, JSON.
        cells: output, TSV.
        by_context: output, TSV.
        roc: output, SVG.
        pr: output, SVG.
        settings: the other arguments of `evaluation.methylation.evaluate.evaluate`.
    """
    found = evaluate(
        predictions=predictions,
        tensor=tensor,
        baselines=baselines,
        contexts=contexts,
        metrics_file=metrics,
        cells=cells,
        by_context=by_context,
        curves=True,
        **settings,
    )
    title = title_of(settings["experiment"], settings["protein"], settings["label"])
    draw_curves(roc, pr, settings["model"], found, settings["confidence"], title)
