"""Evaluate one model on the test rows, for any kind of target, and write metrics.json."""

from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np

from bindery.data.splits import SPLITS, TEST
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
    """The results of an evaluation, for the figures.

    Attributes:
        kind: kind of target.
        model: name of the model.
        test: the model's predictions of the measured test rows.
        baselines: each baseline's predictions of the same rows, by name.
        bootstrap: resamples of these rows.
        confidence: confidence of the intervals.
        found: the metrics, as metrics.json has them.
    """

    kind: Kind
    model: str
    test: Predictions
    baselines: dict[str, Predictions]
    bootstrap: Any
    confidence: float
    found: dict[str, float | str | None]


def counts(tensor: str, evaluator: ModuleType) -> dict[str, int]:
    """Count the rows of each split of a tensor file, under the names of metrics.json."""
    found: dict[str, int] = {}
    with Tensor(tensor) as opened:
        for part, name in enumerate(SPLITS):
            # Test rows of further backgrounds are counted beside their own measures.
            which = opened.judged_rows(part) if part == TEST else opened.split_rows(part)
            found |= evaluator.counts(name, opened.targets(which)[:, 0])
    return found


def measure(
    test: Predictions,
    baselines: dict[str, Predictions],
    *,
    target: str,
    model: str,
    draws: int,
    confidence: float,
    seed: int,
    background: str = "",
) -> Evaluated:
    """Evaluate one model against one background.

    Args:
        test: the model's predictions of the measured test rows, see `metrics.read_test_sets`.
        baselines: those of each baseline, by name.
        target: kind of target.
        model: name of the model.
        draws: number of resamples of the bootstrap.
        confidence: confidence of the intervals.
        seed: seed of the bootstrap.
        background: name of the background, or "" if there is only one.
    """
    kind = kind_of(target)
    here = test.against(background)
    others = {name: own.against(background) for name, own in baselines.items()}
    bootstrap = evaluator_of(kind).Bootstrap(here.group, here.target, draws, seed)
    found = metrics(kind, here, others, bootstrap, confidence)
    return Evaluated(kind, model, here, others, bootstrap, confidence, found)


def _against(background: str, own: Evaluated) -> dict[str, float | str | None]:
    """The metrics against a further background, under their names with the background's."""
    found = own.found | {"n_test": len(own.test.row)}
    return {f"{name}_{background}": value for name, value in found.items()}


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
    backgrounds: list[str],
    draws: int,
    confidence: float,
    seed: int,
) -> Evaluated:
    """Evaluate one model on the measured test rows and write its metrics.

    Args:
        predictions: predictions file of the model.
        tensor: the experiment's tensor file, for counts.
        baselines: name -> predictions file of a baseline; empty when a baseline is evaluated.
        metrics_file: output, JSON.
        target: kind of target.
        experiment: name of the experiment.
        protein: name of the protein.
        assay: name of the assay.
        label: notice such as "simulated data", or None.
        model: name of the model.
        backgrounds: names of the test backgrounds if there are several, else empty; all measures
            are against the first, and repeated under names that end in `_{background}` for others.
        draws: number of resamples of the bootstrap.
        confidence: confidence of the intervals.
        seed: seed of the experiment's bootstrap, the same for all its models.

    Raises:
        InputError: the metrics are not defined for the test rows, or a baseline scored other rows.
    """
    everything, others = read_test_sets(predictions, baselines)
    how: dict[str, Any] = {"target": target, "model": model}
    how |= {"draws": draws, "confidence": confidence, "seed": seed}
    first, *others_of_test = backgrounds or [""]
    evaluated = measure(everything, others, **how, background=first)
    kind, test = evaluated.kind, evaluated.test
    names = {"experiment": experiment, "protein": protein, "assay": assay, "label": label}
    told = {"model": model, "target": target}
    drawn = {"draws": draws, "confidence": confidence, "bootstrap_seed": seed}
    rows = counts(tensor, evaluator_of(kind)) | {"groups_test": len(np.unique(test.group))}
    more = evaluator_of(kind).more(test.target, test.score)
    restarts = of_restarts(kind, test)
    further: dict[str, float | str | None] = {}
    for background in others_of_test:
        further |= _against(background, measure(everything, others, **how, background=background))
    own = evaluated.found | more | rows | restarts | further | drawn
    write_metrics(metrics_file, names | told | own)
    return evaluated
