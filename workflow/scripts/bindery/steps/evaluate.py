"""Rules evaluate and draw_baseline: metrics and figures of a model, or of a baseline alone."""

from typing import Any

from bindery.evaluation.evaluate import evaluate as write_evaluation
from bindery.evaluation.evaluate import measure
from bindery.evaluation.metrics import read_test_sets
from bindery.figures.style import title_of
from bindery.figures.words import drawer_of


def evaluate(
    *,
    predictions: str,
    tensor: str,
    baselines: dict[str, str],
    metrics: str,
    figures: dict[str, str],
    settings: dict,
) -> None:
    """Evaluate one model on the test rows and draw its figures.

    Args:
        predictions: predictions file of the model.
        tensor: the experiment's tensor file, for counts.
        baselines: name -> predictions file of a baseline.
        metrics: output, JSON.
        figures: output, SVG, by the names of the kind of target.
        settings: the other arguments of `evaluation.evaluate.evaluate`.
    """
    files: dict[str, Any] = {"predictions": predictions, "tensor": tensor, "metrics_file": metrics}
    evaluated = write_evaluation(**files, baselines=baselines, **settings)
    title = title_of(settings["experiment"], settings["protein"], settings["label"])
    drawer_of(evaluated.kind).draw(figures, evaluated, title)


def draw_baseline(*, predictions: str, figures: dict[str, str], settings: dict) -> None:
    """Draw the figures of a baseline's predictions of the test rows.

    Args:
        predictions: predictions file of the baseline.
        figures: output, SVG, by the names of the kind of target.
        settings: settings of its evaluation, see `evaluation.evaluate.evaluate`.
    """
    how = {name: settings[name] for name in ("target", "model", "draws", "confidence", "seed")}
    first = (settings["backgrounds"] or [""])[0]
    test, _ = read_test_sets(predictions, {})
    evaluated = measure(test, {}, background=first, **how)
    title = title_of(settings["experiment"], settings["protein"], settings["label"])
    drawer_of(evaluated.kind).draw(figures, evaluated, title)
