"""Evaluate a trunk: the metrics of each of its tasks along the held-out chromosomes."""

from collections.abc import Iterator
from os import PathLike

import keras
import numpy as np

from bindery import alphabet, tsv
from bindery.data.multitask.stretch_batches import StretchBatches
from bindery.data.multitask.stretches import read_stretches
from bindery.data.splits import SPLITS, TEST, VALIDATION
from bindery.evaluation.tasks import TaskMetrics, task_metrics
from bindery.models import registry
from bindery.models.loading import load_model
from bindery.training.train_trunk import layout_of
from bindery.training.trunk_settings import TrunkTraining

COLUMNS = (
    *("split", "task", "positives", "negatives"),
    *("auroc", "auroc_low", "auroc_high", "auprc", "auprc_low", "auprc_high"),
)
STRETCHES = 16
MEAN = "mean of all tasks"


def _row(split: str, task: str, found: TaskMetrics) -> tuple:
    return split, task, found.positives, found.negatives, *found.auroc, *found.auprc


def _mean(split: str, rows: list[tuple]) -> tuple:
    """The means of all tasks, without intervals: tasks are not drawn at random."""
    auroc, auprc = (np.nanmean([row[column] for row in rows]) for column in (4, 7))
    counts = (int(np.sum([row[column] for row in rows])) for column in (2, 3))
    nothing = (np.nan, np.nan)
    return split, MEAN, *counts, float(auroc), *nothing, float(auprc), *nothing


def evaluated(
    batches: StretchBatches,
    scored: Iterator[np.ndarray],
    tasks: list[str],
    split: str,
    draws: int,
    confidence: float,
    seed: int,
) -> list[tuple]:
    """Rows of the table for one split, its mean first.

    Args:
        batches: the stretches of the split.
        scored: scores of these stretches in their order, in blocks, (n, labels, tasks).
        tasks: names of the tasks.
        split: name of the split.
        draws: resamples of whole stretches behind every interval.
        confidence: confidence of the intervals.
        seed: seed of the resamples.
    """
    starts = batches.starts(None)
    # Half precision: scores are compared, not summed, and there is one for each label and task.
    scores = np.concatenate([block.astype(np.float16) for block in scored])
    _, targets = batches.cut(starts)
    group = np.repeat(np.arange(len(starts)), batches.layout.labels)
    generator = np.random.default_rng(seed)
    weights = generator.multinomial(len(starts), np.full(len(starts), 1 / len(starts)), draws)
    rows = []
    for number, task in enumerate(tasks):
        wanted, own = (array[:, :, number].ravel() for array in (targets, scores))
        found = task_metrics(wanted, own.astype(np.float32), group, weights, confidence)
        rows.append(_row(split, task, found))
    return [_mean(split, rows), *rows]


def _scored(network: keras.Model, batches: StretchBatches) -> Iterator[np.ndarray]:
    """The mean scores of both strands of all stretches, in blocks of (n, labels, tasks)."""
    starts = batches.starts(None)
    for first in range(0, len(starts), batches.batch):
        codes, _ = batches.cut(starts[first : first + batches.batch])
        given = network.predict_on_batch(codes)
        turned = network.predict_on_batch(alphabet.reverse_complement(codes))
        yield (given + turned[:, ::-1]) / 2


def evaluate_trunk(
    *,
    data: str,
    model: str,
    table: str | PathLike,
    architecture: str,
    settings: dict,
    training: dict,
    draws: int,
    confidence: float,
    seed: int,
) -> None:
    """Write the metrics of a trunk's tasks along the validation and the test chromosomes.

    Positives are the labels at peaks' centres, negatives all labels far from the task's peaks: far
    more than an experiment's own background, and not matched to its peaks.

    Args:
        data: the study's stretches file.
        model: the trained trunk, `.keras`.
        table: output, TSV, see `COLUMNS`.
        architecture: its architecture.
        settings: arguments of the architecture's `build`.
        training: the fields of `TrunkTraining`, for the labels.
        draws: see `evaluated`, as the following arguments.
        confidence: see there.
        seed: see there.
    """
    read = read_stretches(data)
    layout = layout_of(architecture, settings, TrunkTraining(**training))
    network = registry.stretches(architecture, layout.length, **settings, outputs=len(read.tasks))
    network.set_weights(load_model(model).get_weights())
    rows = []
    for part in (VALIDATION, TEST):
        batches = StretchBatches(read.of_split(part), len(read.tasks), layout, STRETCHES)
        scored = _scored(network, batches)
        own = SPLITS[part]
        rows += evaluated(batches, scored, read.tasks, own, draws, confidence, seed)
    tsv.write(table, COLUMNS, rows, digits=".6g")
