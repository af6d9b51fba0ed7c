"""Metrics of predictions and their intervals, of any kind of target, outside Keras.

Point values are scikit-learn's or SciPy's. Intervals come from a bootstrap over groups (a positive
and its shuffle, overlapping peaks), so that rows that are not independent are drawn together.
"""

import importlib
import json
import logging
from collections.abc import Callable
from os import PathLike
from types import ModuleType
from typing import Any

import numpy as np

from bindery.errors import InputError
from bindery.files import write_text
from bindery.targets.kinds import Kind
from bindery.training.predictions import Predictions, read_predictions

logger = logging.getLogger(__name__)

DRAWS_AT_ONCE = 1 << 22


def resamples(
    group: np.ndarray, draws: int, seed: int, usable: Callable[[np.ndarray], bool]
) -> np.ndarray:
    """Draw groups of rows with replacement, as many as there are, again and again.

    Args:
        group: int, shape (n,).
        draws: number of resamples.
        seed: of the draws.
        usable: whether the rows' weights, int (n,), allow the metrics; else they are drawn again.

    Returns:
        How often each row is drawn in each resample: uint16, shape (draws, n).
    """
    generator = np.random.default_rng(seed)
    _, member = np.unique(group, return_inverse=True)
    count = int(member.max()) + 1
    chosen: list[np.ndarray] = []
    while len(chosen) < draws:
        weights = np.bincount(generator.integers(0, count, count), minlength=count)[member]
        if usable(weights):
            chosen.append(weights.astype(np.uint16))
    return np.stack(chosen) if chosen else np.zeros((0, len(group)), np.uint16)


def interval(values: np.ndarray, confidence: float, axis: int = 0) -> tuple:
    """Both ends of the interval that holds the middle share `confidence` of resampled values."""
    tail = (1 - confidence) / 2
    return tuple(np.quantile(values, [tail, 1 - tail], axis=axis))


def evaluator_of(kind: Kind) -> ModuleType:
    """The module of this folder that measures a kind of target.

    Its `VALUES` has a function of targets and scores for each measure, its `Bootstrap` a method of
    scores for each, and its `counts` says what is counted of a split's targets.
    """
    return importlib.import_module(f"bindery.evaluation.{kind.module}")


def metrics(
    kind: Kind,
    test: Predictions,
    baselines: dict[str, Predictions],
    bootstrap: Any,
    confidence: float,
) -> dict[str, float | str | None]:
    """The measures with intervals, and the gain over the best baseline with a paired one.

    Args:
        kind: of target.
        test: the model's predictions of the test rows.
        baselines: the same rows as the baselines score them.
        bootstrap: of these rows, by the kind's module.
        confidence: of the intervals, such as 0.95.

    Returns:
        Flat, as `metrics.json` has it: values None where there is no baseline.
    """
    evaluator, first = evaluator_of(kind), kind.measures[0]
    value = evaluator.VALUES[first]
    drawn = {name: getattr(bootstrap, name)(test.score) for name in kind.measures}
    found: dict[str, float | str | None] = {
        name: evaluator.VALUES[name](test.target, test.score) for name in kind.measures
    }
    for name, values in drawn.items():
        low, high = interval(values, confidence)
        found |= {f"{name}_low": float(low), f"{name}_high": float(high)}
    of_baseline = {name: value(own.target, own.score) for name, own in baselines.items()}
    best = max(of_baseline, key=of_baseline.__getitem__, default=None)
    gain: tuple = (None, None, None)
    if best is not None:
        low, high = interval(
            drawn[first] - getattr(bootstrap, first)(baselines[best].score), confidence
        )
        gain = (value(test.target, test.score) - of_baseline[best], float(low), float(high))
    found |= {"baseline": best, f"baseline_{first}": of_baseline.get(best or "")}
    return found | dict(zip(kind.gain, gain, strict=True))


def of_restarts(kind: Kind, test: Predictions) -> dict[str, list[float]]:
    """The measures of each random restart alone, lists as `metrics.json` has them."""
    evaluator = evaluator_of(kind)
    return {
        f"{name}_restarts": [evaluator.VALUES[name](test.target, own) for own in test.restarts.T]
        for name in kind.measures
        if test.restarts.shape[1]
    }


def check_pairing(predictions: Predictions, baselines: dict[str, Predictions], path: str) -> None:
    """Raise InputError unless model and baselines scored the same rows."""
    for name, other in baselines.items():
        if not np.array_equal(predictions.row, other.row):
            raise InputError(
                f"its rows are not those that {name} scored",
                file=path,
                remedy="remove this experiment's predictions and run again",
            )


def read_test_sets(
    path: str, baseline_paths: dict[str, str]
) -> tuple[Predictions, dict[str, Predictions]]:
    """The measured test rows as a model and its baselines scored them, checked to be the same."""
    test = read_predictions(path).of("test")
    baselines = {name: read_predictions(file).of("test") for name, file in baseline_paths.items()}
    check_pairing(test, baselines, path)
    measured = ~np.isnan(test.target)
    if not measured.all():
        logger.warning("%s: %d test rows left out: not measured", path, (~measured).sum())
    return test.select(measured), {name: own.select(measured) for name, own in baselines.items()}


def write_metrics(path: str | PathLike, values: dict) -> None:
    """Write flat metrics as JSON, figures to ten digits, keys in their order."""

    def rounded_of(value: Any) -> Any:
        if isinstance(value, list):
            return [rounded_of(one) for one in value]
        return float(f"{value:.10g}") if isinstance(value, float) else value

    rounded = {key: rounded_of(value) for key, value in values.items()}
    write_text(path, json.dumps(rounded, indent=1) + "\n")
