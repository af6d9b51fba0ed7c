"""Rule fit_cells_baseline: fit and evaluate a baseline of the methylation of several cells."""

from typing import Any

from bindery.evaluation.methylation.evaluate import evaluate
from bindery.training.methylation.baselines import fit_baseline


def fit_cells_baseline(
    *, tensor: str, model: str, predictions: str, provenance: str, metrics: str, settings: dict
) -> None:
    """Fit a baseline, predict the held-out sites, and evaluate it on the test sites.

    Args:
        tensor: the experiment's tensor file.
        model: output, `.npz`.
        predictions: output, TSV.gz.
        provenance: output, JSON.
        metrics: output, JSON.
        settings: arguments of `fit_baseline`, and under `evaluation` those of `evaluate`.
    """
    settings = dict(settings)
    evaluation = settings.pop("evaluation")
    files: dict[str, Any] = {"tensor": tensor, "predictions": predictions}
    fit_baseline(model=model, provenance_file=provenance, **files, **settings)
    nothing: dict[str, Any] = {"baselines": {}, "contexts": {}, "cells": None, "by_context": None}
    evaluate(**files, **nothing, metrics_file=metrics, **evaluation)
