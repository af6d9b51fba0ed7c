"""Metrics of predictions with intervals, for any kind of target, computed outside Keras.

Point estimates are scikit-learn's or SciPy's. Intervals are from a bootstrap over groups (such as a
positive and its shuffle, or overlapping peaks), so that dependent rows are drawn together.
"""

import importlib
import logging
from collections.abc import Callable
from os import PathLike
from types import ModuleType
from typing import Any

import numpy as np

from bindery.errors import InputError
from bindery.files import write_json
from bindery.targets.kinds import Kind
from bindery.training.predictions import Predictions, read_predictions

logger = logging.getLogger(__name__)

DRAWS_AT_ONCE = 1 << 22


def resamples(
    group: np.ndarray, draws: int, seed: int, usable: Callable[[np.ndarray], bool]
) -> np.ndarray:
    """Draw resamples of groups: as many groups as there are, with replacement.

    Args:
        group: int, shape (n,).
        draws: number of resamples.
        seed: seed of the draws.
        usable: whether the metrics are defined for a resample's row weights, int, (n,); if not, the
            resample is drawn again.

    Returns:
        The number of times that each row is in each resample: uint16, shape (draws, n).
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
    """Both ends of the percentile interval of resampled values."""
    tail = (1 - confidence) / 2
    return tuple(np.quantile(values, [tail, 1 - tail], axis=axis))


def evaluator_of(kind: Kind) -> ModuleType:
    """The module of this folder that evaluates a kind of target.

    Such a module has `VALUES`, a function of targets and scores for each metric; `Bootstrap`, with
    a method of scores for each metric; and `counts`, which counts a split's targets.
    """
    return importlib.import_module(f"bindery.evaluation.{kind.module}")


def metrics(
    kind: Kind,
    test: Predictions,
    baselines: dict[str, Predictions],
    bootstrap: Any,
    confidence: float,
) -> dict[str, float | str | None]:
    """The metrics with intervals, and the gain over the best baseline with a paired interval.

    Args:
        kind: kind of target.
        test: the model's predictions of the test rows.
        baselines: each baseline's predictions of the same rows, by name.
        bootstrap: resamples of these rows, by the kind's module.
        confidence: confidence of the intervals, such as 0.95.

    Returns:
        The entries of `metrics.json`. Those about the best baseline are None without baselines.
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
    """The metrics of each random restart alone, as the lists in `metrics.json`."""
    evaluator = evaluator_of(kind)
    return {
        f"{name}_restarts": [evaluator.VALUES[name](test.target, own) for own in test.restarts.T]
        for name in kind.measures
        if test.restarts.shape[1]
    }


def check_pairing(predictions: Predictions, baselines: dict[str, Predictions], path: str) -> None:
    """Raise InputError unless the model and its baselines scored the same rows."""
    for name, other in baselines.items():
        if not np.array_equal(predictions.row, other.row):
            raise InputError(
                f"the file's rows are not those that {name} scored",
                file=path,
                remedy="remove this experiment's predictions and run again",
            )


def read_test_sets(
    path: str, baseline_paths: dict[str, str]
) -> tuple[Predictions, dict[str, Predictions]]:
    """Read the measured test rows of a model and its baselines; check that they are the same."""
    test = read_predictions(path).of("test")
    baselines = {name: read_predictions(file).of("test") for name, file in baseline_paths.items()}
    check_pairing(test, baselines, path)
    measured = ~np.isnan(test.target)
    if not measured.all():
        logger.warning("%s: %d test rows left out: not measured", path, (~measured).sum())
    return test.select(measured), {name: own.select(measured) for name, own in baselines.items()}


def write_metrics(path: str | PathLike, values: dict) -> None:
    """Write metrics as JSON, with numbers to ten digits and keys in their order."""
    write_json(path, values, digits=10)
