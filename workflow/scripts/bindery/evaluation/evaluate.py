"""One model's evaluation on the test rows: metrics.json, whatever the kind of its target."""

from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np

from bindery.data.splits import SPLITS
from bindery.data.tensors import Tensor
from bindery.evaluation.metrics import (
    evaluator_of,
    metrics,
    of_restarts,
    read_test_sets,
    write_metrics,
)
from bindery.targets.kinds import Kind, kind_of
from bindery.training.predictions import Predictions


@dataclass(frozen=True)
class Evaluated:
    """What was measured, for those who draw it.

    Attributes:
        kind: of target.
        model: its name.
        test: the model's predictions of the measured test rows.
        baselines: the same rows as the baselines score them, by name.
        bootstrap: of these rows.
        confidence: of the intervals.
        found: the measures, flat, as metrics.json has them.
    """

    kind: Kind
    model: str
    test: Predictions
    baselines: dict[str, Predictions]
    bootstrap: Any
    confidence: float
    found: dict[str, float | str | None]


def counts(tensor: str, evaluator: ModuleType) -> dict[str, int]:
    """Rows of each split of a tensor file, as metrics.json names them."""
    found: dict[str, int] = {}
    with Tensor(tensor) as opened:
        for part, name in enumerate(SPLITS):
            found |= evaluator.counts(name, opened.targets(opened.split_rows(part))[:, 0])
    return found


def measure(
    *,
    predictions: str,
    baselines: dict[str, str],
    target: str,
    model: str,
    draws: int,
    confidence: float,
    seed: int,
) -> Evaluated:
    """Measure one model on the measured test rows; for the arguments see `evaluate`."""
    kind = kind_of(target)
    test, others = read_test_sets(predictions, baselines)
    bootstrap = evaluator_of(kind).Bootstrap(test.group, test.target, draws, seed)
    found = metrics(kind, test, others, bootstrap, confidence)
    return Evaluated(kind, model, test, others, bootstrap, confidence, found)


def evaluate(
    *,
    predictions: str,
    tensor: str,
    baselines: dict[str, str],
    metrics_file: str,
    target: str,
    experiment: str,
    protein: str,
    assay: str,
    label: str | None,
    model: str,
    draws: int,
    confidence: float,
    seed: int,
) -> Evaluated:
    """Evaluate one model on the measured test rows and write its metrics.

    Args:
        predictions: of the model.
        tensor: the experiment's tensor file, for counts.
        baselines: name -> predictions of a baseline; none for a baseline's own evaluation.
        metrics_file: output, JSON.
        target: kind of target.
        experiment: name, as `protein`, `assay` and `model`.
        protein: name.
        assay: name.
        label: notice such as "simulated data", or None.
        model: name.
        draws: resamples of the bootstrap.
        confidence: of the intervals.
        seed: of the experiment's bootstrap, the same for all its models.

    Raises:
        InputError: the test rows cannot be measured so, or a baseline scored other rows.
    """
    evaluated = measure(
        predictions=predictions,
        baselines=baselines,
        target=target,
        model=model,
        draws=draws,
        confidence=confidence,
        seed=seed,
    )
    kind, test = evaluated.kind, evaluated.test
    names = {"experiment": experiment, "protein": protein, "assay": assay, "label": label}
    told = {"model": model, "target": target}
    rows = counts(tensor, evaluator_of(kind)) | {"groups_test": len(np.unique(test.group))}
    restarts = of_restarts(kind, test)
    write_metrics(metrics_file, names | told | evaluated.found | rows | restarts)
    return evaluated
