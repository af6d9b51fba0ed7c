"""Evaluate a trunk: the metrics of each of its tasks on the held-out chromosomes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from os import PathLike

import keras
import numpy as np

from bindery import alphabet, tsv
from bindery.data.multitask.stretch_batches import StretchBatches
from bindery.data.multitask.stretches import read_stretches
from bindery.data.splits import SPLITS, TEST, VALIDATION
from bindery.data.tensors import Tensor
from bindery.evaluation.tasks import TaskMetrics, task_metrics
from bindery.models import registry
from bindery.models.loading import load_model
from bindery.models.scores import PREDICT_BATCH
from bindery.runtime import devices
from bindery.training.train_trunk import layout_of
from bindery.training.trunk_settings import TrunkTraining

COLUMNS = (
    *("split", "task", "positives", "negatives"),
    *("auroc", "auroc_low", "auroc_high", "auprc", "auprc_low", "auprc_high"),
)
STRETCHES = 16
# Groups that are drawn for an interval.
MOST_GROUPS = 4096
MEAN = "mean of all tasks"


def _row(split: str, task: str, found: TaskMetrics) -> tuple:
    return split, task, found.positives, found.negatives, *found.auroc, *found.auprc


def _mean(split: str, rows: list[tuple]) -> tuple:
    """The means of all tasks, without intervals: tasks are not drawn at random."""
    auroc, auprc = (np.nanmean([row[column] for row in rows]) for column in (4, 7))
    counts = (int(np.sum([row[column] for row in rows])) for column in (2, 3))
    nothing = (np.nan, np.nan)
    return split, MEAN, *counts, float(auroc), *nothing, float(auprc), *nothing


@dataclass(frozen=True)
class _Judged:
    """The labels or rows of one split.

    Attributes:
        targets: float32, shape (n, tasks), NaN = not measured.
        scores: float16, shape (n, tasks). They are only ranked, and there are many.
        group: number of the stretch, or the group of rows, that is drawn as one: int, shape (n,).
    """

    targets: np.ndarray
    scores: np.ndarray
    group: np.ndarray


def _rows(
    split: str, tasks: list[str], judged: _Judged, draws: int, confidence: float, seed: int
) -> list[tuple]:
    """Rows of the table for one split, its mean first."""
    _, group = np.unique(judged.group, return_inverse=True)
    # Of more groups, several are drawn as one, so that memory does not grow with their number.
    group = group % MOST_GROUPS
    count = int(group.max()) + 1
    generator = np.random.default_rng(seed)
    weights = generator.multinomial(count, np.full(count, 1 / count), draws)
    rows = []
    for number, task in enumerate(tasks):
        scores = judged.scores[:, number].astype(np.float32)
        found = task_metrics(judged.targets[:, number], scores, group, weights, confidence)
        rows.append(_row(split, task, found))
    return [_mean(split, rows), *rows]


def _of_stretches(
    data: str, model: str, architecture: str, settings: dict, training: dict
) -> tuple[list[str], Callable[[int], _Judged]]:
    """Tasks, and a function that judges a split by labels along its chromosomes."""
    read = read_stretches(data)
    layout = layout_of(architecture, settings, TrunkTraining(**training))
    outputs = {"outputs": len(read.tasks)}
    network = registry.stretches(architecture, layout.length, **settings, **outputs)
    network.set_weights(load_model(model).get_weights())

    def judge(part: int) -> _Judged:
        batches = StretchBatches(read.of_split(part), len(read.tasks), layout, STRETCHES)
        scores = np.concatenate([block.astype(np.float16) for block in _scored(network, batches)])
        _, targets = batches.cut(batches.starts(None))
        group = np.repeat(np.arange(len(targets)), layout.labels)
        columns = (-1, len(read.tasks))
        return _Judged(targets.reshape(columns), scores.reshape(columns), group)

    return read.tasks, judge


def _of_tensor(
    data: str, model: str, architecture: str, settings: dict, training: dict
) -> tuple[list[str], Callable[[int], _Judged]]:
    """Tasks, and a function that judges a split by its rows."""
    network = load_model(model)
    with Tensor(data) as opened:
        tasks = opened.tasks

    def judge(part: int) -> _Judged:
        with Tensor(data) as tensor:
            which = tensor.split_rows(part)
            blocks = (
                network.predict(**devices.in_order(PREDICT_BATCH, codes), verbose=0)
                for codes in tensor.blocks(which)
            )
            scores = np.concatenate([block.astype(np.float16) for block in blocks])
            return _Judged(tensor.targets(which), scores, tensor.group(which))

    return tasks, judge


def _scored(network: keras.Model, batches: StretchBatches) -> Iterator[np.ndarray]:
    """The mean scores of both strands of all stretches, in blocks of (n, labels, tasks)."""
    starts = batches.starts(None)
    for first in range(0, len(starts), batches.batch):
        codes, _ = batches.cut(starts[first : first + batches.batch])
        given = network.predict_on_batch(codes)
        turned = network.predict_on_batch(alphabet.reverse_complement(codes))
        yield (given + turned[:, ::-1]) / 2


JUDGES = {"stretches": _of_stretches, "tensor": _of_tensor}


def evaluate_trunk(
    *,
    data: str,
    model: str,
    table: str | PathLike,
    kind: str,
    architecture: str,
    settings: dict,
    training: dict,
    draws: int,
    confidence: float,
    seed: int,
) -> None:
    """Write the metrics of a trunk's tasks on the validation and the test chromosomes.

    Of stretches, positives are the labels at peaks' centres, negatives all labels far from the
    task's peaks; of a tensor they are its rows. Negatives are far more than an experiment's own
    background, and not matched to its peaks.

    Args:
        data: the study's stretches or tensor file.
        model: the trained trunk, `.keras`.
        table: output, TSV, see `COLUMNS`.
        kind: `stretches` or `tensor`.
        architecture: its architecture.
        settings: arguments of the architecture's `build`.
        training: the fields of `TrunkTraining`, for the labels.
        draws: resamples of whole stretches, or groups of rows, behind every interval.
        confidence: confidence of the intervals.
        seed: seed of the resamples.
    """
    tasks, judge = JUDGES[kind](data, model, architecture, settings, training)
    rows = []
    for part in (VALIDATION, TEST):
        rows += _rows(SPLITS[part], tasks, judge(part), draws, confidence, seed)
    tsv.write(table, COLUMNS, rows, digits=".6g")
