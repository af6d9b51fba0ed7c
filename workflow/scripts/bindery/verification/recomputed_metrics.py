"""Whether metrics are those of the stored predictions, intervals included."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from bindery import tsv
from bindery.data.splits import SPLITS
from bindery.data.tensors import Tensor
from bindery.errors import InputError
from bindery.evaluation.evaluate import evaluate
from bindery.evaluation.methylation.evaluate import evaluate as evaluate_cells
from bindery.evaluation.summary import write_summary
from bindery.files import parsing, read_json
from bindery.targets.kinds import kinds
from bindery.training.methylation.predictions import are_of_cells, measured_states, read_cells
from bindery.training.predictions import PARTS, read_predictions
from bindery.verification.checks import UNCHECKED, Check, compared, guarded
from bindery.verification.model_folders import METRICS, PREDICTIONS, SUMMARY, ModelFolder

# What metrics.json has of how its intervals were drawn.
DRAWN = ("draws", "confidence", "bootstrap_seed")
NAMES = ("protein", "assay", "label", "target")


def check_metrics(own: ModelFolder, baselines: list[str]) -> list[Check]:
    """Compute all metrics of a model again, and compare each with the stored one.

    Args:
        own: the model.
        baselines: names of the experiment's baselines.
    """
    file = own.path / METRICS
    return guarded(file, "metrics", own.root, lambda: _recomputed(own, baselines))


def _recomputed(own: ModelFolder, baselines: list[str]) -> Iterator[Check]:
    file = own.path / METRICS
    stored = read_json(file, *NAMES)
    if not all(key in stored for key in DRAWN):
        told = "the file is of an older version"
        yield Check(own.name(METRICS), "metrics", "", told, UNCHECKED)
        return
    if stored["target"] not in kinds():
        raise InputError(f"there is no target '{stored['target']}'", file=file)
    draws, confidence, seed = (stored[key] for key in DRAWN)
    others = [] if own.is_baseline else baselines
    with Tensor(own.tensor) as tensor:
        backgrounds = tensor.backgrounds
    with tempfile.TemporaryDirectory() as folder, parsing(file):
        again = Path(folder) / METRICS
        of_any: dict[str, Any] = {
            "predictions": str(own.path / PREDICTIONS),
            "tensor": str(own.tensor),
            "baselines": {name: str(own.path.with_name(name) / PREDICTIONS) for name in others},
            "metrics_file": str(again),
            "experiment": own.experiment,
            "model": own.model,
            "draws": int(draws),
            "confidence": float(confidence),
            "seed": int(seed),
            **{key: stored[key] for key in NAMES},
        }
        if are_of_cells(own.path / PREDICTIONS):
            evaluate_cells(**of_any, contexts={}, cells=None, by_context=None)
        else:
            evaluate(**of_any, backgrounds=backgrounds)
        found = read_json(again)
    for key in dict.fromkeys([*found, *stored]):
        yield compared(own.name(METRICS), key, stored.get(key), found.get(key))


def check_rows(own: ModelFolder) -> list[Check]:
    """Compare the rows of stored predictions with the held-out rows of the tensor file."""

    def run() -> Iterator[Check]:
        if are_of_cells(own.path / PREDICTIONS):
            yield _rows_of_cells(own)
            return
        stored = read_predictions(own.path / PREDICTIONS)
        with Tensor(own.tensor) as tensor:
            which = [tensor.split_rows(part) for part in PARTS]
            every = np.concatenate(which)
            group = tensor.group(every)
            targets = np.concatenate([tensor.targets(rows)[:, 0] for rows in which])
        split = [SPLITS[part] for part, rows in zip(PARTS, which, strict=True) for _ in rows]
        same = (
            np.array_equal(stored.row, every)
            and np.array_equal(stored.group, group)
            and stored.split.tolist() == split
            and np.allclose(stored.target, targets, rtol=1e-5, equal_nan=True)
        )
        told = f"{len(every)} held-out rows of the tensor"
        yield compared(own.name(PREDICTIONS), "rows", told if same else "other rows", told)

    return guarded(own.path / PREDICTIONS, "rows", own.root, run)


def _rows_of_cells(own: ModelFolder) -> Check:
    """Compare the rows of predictions in several cells with the tensor's measured states."""
    same, count = True, 0
    with Tensor(own.tensor) as tensor:
        cells = np.array(tensor.tasks, object)
        for part in PARTS:
            stored = read_cells(own.path / PREDICTIONS, part)
            at, cell, states = measured_states(tensor, part)
            which = tensor.split_rows(part)[at]
            count += len(which)
            same &= (
                np.array_equal(stored.row, which)
                and np.array_equal(stored.cell, cells[cell])
                and np.array_equal(stored.group, tensor.group(which))
                and np.array_equal(stored.target, states)
            )
    told = f"{count} held-out states of the tensor"
    return compared(own.name(PREDICTIONS), "rows", told if same else "other rows", told)


def check_summary(root: Path, models: list[ModelFolder]) -> list[Check]:
    """Compare the study's summary with the metrics of the models that it lists."""

    def run() -> Iterator[Check]:
        with tempfile.TemporaryDirectory() as folder, parsing(root / SUMMARY):
            again = Path(folder) / SUMMARY
            write_summary([str(own.path / METRICS) for own in models], again)
            texts = (file.read_text(encoding="utf-8") for file in (root / SUMMARY, again))
            yield compared(SUMMARY, "columns", *(text.partition("\n")[0] for text in texts))
            rows = zip(models, tsv.read(root / SUMMARY), tsv.read(again), strict=True)
            for own, stored, found in rows:
                yield compared(SUMMARY, f"row of {own.experiment} {own.model}", stored, found)

    return guarded(root / SUMMARY, "rows", root, run)
