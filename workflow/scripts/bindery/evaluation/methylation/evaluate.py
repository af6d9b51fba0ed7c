"""Evaluate one methylation model on the test sites, and write its metrics and tables."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from bindery import tsv
from bindery.data.splits import SPLITS
from bindery.data.tensors import Tensor
from bindery.errors import InputError
from bindery.evaluation.methylation.cells import MEASURES, CellBootstrap, Drawn
from bindery.evaluation.methylation.contexts import in_context
from bindery.evaluation.metrics import interval, write_metrics
from bindery.training.methylation.predictions import CellPredictions, read_cells

COLUMNS = ("model", "cell", "sites", "methylated")


class Resampling(NamedTuple):
    """How a bootstrap is drawn: number of resamples, confidence of intervals, and seed."""

    draws: int
    confidence: float
    seed: int


@dataclass(frozen=True)
class EvaluatedCells:
    """The results of an evaluation, for the figures.

    Attributes:
        model: the model's measures.
        baselines: those of each baseline, by name.
        prevalence: mean share of methylated sites over cells.
    """

    model: Drawn
    baselines: dict[str, Drawn]
    prevalence: float


def _read(
    predictions: str, baselines: Mapping[str, str]
) -> tuple[CellPredictions, dict[str, CellPredictions]]:
    test = read_cells(predictions)
    others = {name: read_cells(file) for name, file in baselines.items()}
    for name, other in others.items():
        same = np.array_equal(test.row, other.row) and np.array_equal(test.cell, other.cell)
        if not same:
            raise InputError(
                f"the file's rows are not those that {name} scored",
                file=predictions,
                remedy="remove this experiment's predictions and run again",
            )
    return test, others


def evaluate(
    *,
    predictions: str,
    tensor: str,
    baselines: Mapping[str, str],
    contexts: Mapping[str, str],
    metrics_file: str,
    cells: str | None,
    by_context: str | None,
    experiment: str,
    protein: str,
    assay: str,
    label: str | None,
    model: str,
    target: str,
    draws: int,
    confidence: float,
    seed: int,
    curves: bool = False,
) -> EvaluatedCells:
    """Evaluate one model on the measured test sites of all cells.

    Args:
        predictions: predictions file of the model.
        tensor: the experiment's tensor file, for counts and positions.
        baselines: name -> predictions file of a baseline; empty when a baseline is evaluated.
        contexts: name -> BED of regions.
        metrics_file: output, JSON; its measures are means over cells.
        cells: output, TSV: the measures of the model and its baselines in each cell, or None.
        by_context: output, TSV: their means over cells in each context, or None.
        experiment: name of the experiment.
        protein: name to show.
        assay: name of the assay.
        label: notice such as "simulated data", or None.
        model: name of the model.
        target: kind of target.
        draws: number of resamples of the bootstrap.
        confidence: confidence of the intervals.
        seed: seed of the experiment's bootstrap, the same for all its models.
        curves: whether curves are wanted.

    Raises:
        InputError: no cell has test sites of both states, or a baseline scored others.
    """
    test, others = _read(predictions, baselines)
    bootstrap = CellBootstrap(test, draws, seed)
    own = bootstrap.measured(test.score, confidence, curves=curves)
    beside = {
        name: bootstrap.measured(other.score, confidence, curves=curves)
        for name, other in others.items()
    }
    names = {"experiment": experiment, "protein": protein, "assay": assay, "label": label}
    told = {"model": model, "target": target}
    found: dict[str, Any] = {**names, **told}
    found |= metrics(own, beside, confidence) | counts(tensor)
    found |= {"groups_test": len(np.unique(test.group)), "cells": len(bootstrap.cells)}
    found |= {"draws": draws, "confidence": confidence, "bootstrap_seed": seed}
    write_metrics(metrics_file, found)
    every = {model: own, **beside}
    if cells is not None:
        _write_cells(cells, every, bootstrap, confidence)
    if by_context is not None:
        scores = {model: test, **others}
        how = Resampling(draws, confidence, seed)
        _write_contexts(by_context, tensor, contexts, scores, how)
    shares = [np.mean(test.target[rows]) for rows in bootstrap.rows]
    return EvaluatedCells(own, beside, float(np.mean(shares)))


def metrics(own: Drawn, baselines: Mapping[str, Drawn], confidence: float) -> dict:
    """The means over cells with intervals, and the gain over the best baseline."""
    found: dict = {name: own.mean(name) for name in MEASURES}
    for name in MEASURES:
        low, high = interval(own.means(name), confidence)
        found |= {f"{name}_low": float(low), f"{name}_high": float(high)}
    best = max(baselines, key=lambda name: baselines[name].mean("auroc"), default=None)
    found |= {"baseline": best, "baseline_auroc": None}
    found |= dict.fromkeys(("gain_auroc", "gain_low", "gain_high"))
    if best is not None:
        other = baselines[best]
        low, high = interval(own.means("auroc") - other.means("auroc"), confidence)
        found |= {
            "baseline_auroc": other.mean("auroc"),
            "gain_auroc": own.mean("auroc") - other.mean("auroc"),
            "gain_low": float(low),
            "gain_high": float(high),
        }
    return found


def counts(tensor: str) -> dict[str, int]:
    """States of each split over all cells, under the names of metrics.json."""
    found = {}
    with Tensor(tensor) as opened:
        for part, name in enumerate(SPLITS):
            targets = opened.targets(opened.split_rows(part))
            found[f"n_{name}"] = int((~np.isnan(targets)).sum())
            found[f"positives_{name}"] = int((targets > 0).sum())
    return found


def _bounds(values: np.ndarray, confidence: float) -> tuple[float, float]:
    known = values[~np.isnan(values)]
    low, high = interval(known, confidence) if len(known) else (np.nan, np.nan)
    return float(low), float(high)


def _header() -> list[str]:
    return [f"{name}{end}" for name in MEASURES for end in ("", "_low", "_high")]


def _write_cells(
    path: str, every: Mapping[str, Drawn], bootstrap: CellBootstrap, confidence: float
) -> None:
    rows = []
    for model, own in every.items():
        for number, cell in enumerate(bootstrap.cells):
            target = bootstrap.target[bootstrap.rows[number]]
            row: list = [model, cell, len(target), int((target > 0).sum())]
            for name in MEASURES:
                row.append(float(own.value[name][number]))
                row += _bounds(own.resampled[name][:, number], confidence)
            rows.append(row)
    tsv.write(path, [*COLUMNS, *_header()], rows, digits=".6g")


def _write_contexts(
    path: str,
    tensor: str,
    contexts: Mapping[str, str],
    scores: Mapping[str, CellPredictions],
    how: Resampling,
) -> None:
    """Measures among the test sites inside the regions of each context, and outside all."""
    rows: list[list] = []
    with Tensor(tensor) as opened:
        inside = in_context(opened, contexts)
    for context, mask in inside.items():
        for model, test in scores.items():
            here = test.select(mask[test.row])
            both = any(
                len(np.unique(here.target[here.cell == cell])) > 1 for cell in set(here.cell)
            )
            row: list = [context, model, len(here), int((here.target > 0).sum())]
            if both:
                bootstrap = CellBootstrap(here, how.draws, how.seed)
                drawn = bootstrap.measured(here.score, how.confidence)
                for name in MEASURES:
                    row.append(drawn.mean(name))
                    row += _bounds(drawn.means(name), how.confidence)
            else:
                row += [None] * (3 * len(MEASURES))
            rows.append(row)
    header = ["context", "model", "sites", "methylated", *_header()]
    tsv.write(path, header, rows, digits=".6g")
