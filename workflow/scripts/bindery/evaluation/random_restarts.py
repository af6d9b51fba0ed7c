"""Compare models over their random restarts: AUROC, parameters and seconds of training."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path

import numpy as np
from scipy import stats

from bindery import tsv
from bindery.files import read_json

CONFIDENCE = 0.95
COLUMNS = (
    "model",
    "experiment",
    "is_baseline",
    "parameters",
    "seconds",
    "restarts",
    "auroc",
    "auroc_low",
    "auroc_high",
)


@dataclass
class Entry:
    """One model of one experiment.

    Attributes:
        model: name of the model.
        experiment: name of the experiment.
        is_baseline: whether it is a simple model, fitted once.
        values: AUROC on the test rows of each restart alone, or of the single fit.
        parameters: number of parameters of one restart's model; None for a baseline.
        seconds: duration of the training job with all its restarts; None if not measured.
    """

    model: str
    experiment: str
    is_baseline: bool
    values: list[float] = field(default_factory=list)
    parameters: int | None = None
    seconds: float | None = None

    @property
    def mean(self) -> float:
        """The mean AUROC over random restarts."""
        return float(np.mean(self.values))

    @property
    def interval(self) -> tuple[float, float] | None:
        """Student's interval of the mean over random restarts; None for fewer than two."""
        count = len(self.values)
        if count < 2:
            return None
        deviation = float(np.std(self.values, ddof=1))
        half = float(stats.t.ppf((1 + CONFIDENCE) / 2, count - 1)) * deviation / count**0.5
        return self.mean - half, min(1.0, self.mean + half)


def read_entry(
    metrics: str | PathLike, provenance: str | PathLike, seconds: str, baseline: bool
) -> Entry:
    """Read one model of one experiment from its files.

    Args:
        metrics: the model's `metrics.json`.
        provenance: the model's `provenance.json`.
        seconds: the benchmark file of its training, which may be missing.
        baseline: whether it is a baseline.
    """
    found = read_json(metrics, "experiment", "model", "auroc")
    facts = read_json(provenance, *([] if baseline else ["parameters"]))
    values = found.get("auroc_restarts") or [found["auroc"]]
    plan = facts.get("training", {}).get("calibration") or {}
    # The final trainings of a calibration have no scores of their own, only the model has.
    parts = 1 if plan or facts.get("training", {}).get("keep") != "mean" else len(values)
    parameters = None if baseline else facts["parameters"] // parts
    entry = Entry(found["model"], found["experiment"], baseline, values, parameters)
    if Path(seconds).is_file():
        entry.seconds = float(tsv.read(seconds)[0]["s"])
    return entry


def ranked(entries: Sequence[Entry]) -> list[str]:
    """Order models by their mean over the experiments that have all models; baselines come last.

    A model that is in none of these experiments is ordered by its mean over its own experiments.
    """
    tested: dict[tuple[bool, str], dict[str, float]] = {}
    for entry in entries:
        tested.setdefault((entry.is_baseline, entry.model), {})[entry.experiment] = entry.mean
    most = max(map(len, tested.values()), default=0)
    whole = [set(own) for own in tested.values() if len(own) == most]
    shared = set.intersection(*whole) if whole else set()

    def rank(model: tuple[bool, str]) -> tuple[bool, float]:
        own = tested[model]
        return model[0], -float(np.mean([own[name] for name in shared & own.keys() or own]))

    return [name for _, name in sorted(tested, key=rank)]


def write_entries(path: str | PathLike, entries: Sequence[Entry]) -> None:
    """Write a row for each model and experiment, the best model first."""
    order = ranked(entries)
    rows: list[list] = []
    for entry in sorted(entries, key=lambda entry: (order.index(entry.model), entry.experiment)):
        cells = [entry.model, entry.experiment, int(entry.is_baseline), entry.parameters]
        cells += [entry.seconds, len(entry.values), entry.mean, *(entry.interval or (None, None))]
        rows.append(cells)
    tsv.write(path, COLUMNS, rows, digits=".6g")


def read_entries(path: str | PathLike) -> list[dict]:
    """Read what `write_entries` wrote: numbers as floats, empty cells as None."""
    rows = tsv.read_numbers(path, ("model", "experiment"))
    return [row | {"is_baseline": row["is_baseline"] == 1} for row in rows]


def table_of(rows: Sequence[dict]) -> dict:
    """The page's table, with experiments as columns, models as rows, and the best values.

    Args:
        rows: the rows of `read_entries`.

    Returns:
        `experiments` (names), `best` (experiment -> best value) and `models`: dicts of name,
        is_baseline, parameters, seconds (mean of one restart), mean (over experiments; None unless
        all experiments have the model), and cells (experiment -> row).
    """
    experiments = sorted({row["experiment"] for row in rows})
    models = []
    for name in dict.fromkeys(row["model"] for row in rows):
        own = [row for row in rows if row["model"] == name]
        seconds = [row["seconds"] / row["restarts"] for row in own if row["seconds"] is not None]
        models.append(
            {
                "name": name,
                "is_baseline": own[0]["is_baseline"],
                "parameters": own[0]["parameters"],
                "seconds": float(np.mean(seconds)) if seconds else None,
                "mean": float(np.mean([row["auroc"] for row in own]))
                if len(own) == len(experiments)
                else None,
                "cells": {row["experiment"]: row for row in own},
            }
        )
    best = {
        name: max(row["auroc"] for row in rows if row["experiment"] == name) for name in experiments
    }
    return {"experiments": experiments, "models": models, "best": best}
