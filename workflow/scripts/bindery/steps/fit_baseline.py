"""Rule fit_baseline: fit and evaluate a simple model that deep models are compared with."""

from typing import Any

from bindery.evaluation.evaluate import evaluate
from bindery.training import baselines


def fit_baseline(
    *,
    tensor: str,
    model: str,
    predictions: str,
    provenance: str,
    metrics: str,
    settings: dict,
) -> None:
    """Fit a baseline to a tensor, predict the held-out rows, and evaluate it on the test rows.

    Args:
        tensor: the experiment's tensor file.
        model: output, `.npz`.
        predictions: output, TSV.gz.
        provenance: output, JSON.
        metrics: output, JSON.
        settings: arguments of `baselines.fit_baseline`, and under `evaluation` those of
            `evaluation.evaluate.evaluate`.
    """
    settings = dict(settings)
    evaluation = settings.pop("evaluation")
    files: dict[str, Any] = {"tensor": tensor, "predictions": predictions}
    baselines.fit_baseline(model=model, provenance_file=provenance, **files, **settings)
    evaluate(**files, baselines={}, metrics_file=metrics, **evaluation)
