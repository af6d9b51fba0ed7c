"""The training rows for each kind of target, and the loss and score of predictions."""

import importlib
from dataclasses import replace
from types import ModuleType

import numpy as np

from bindery.data.tensors import Rows, Tensor
from bindery.errors import InputError
from bindery.targets.kinds import kind_of

# A loss so many times that of chance, and at least so large, is that of a training that diverged; a
# model that is sure of itself and sometimes wrong has one of a few times chance.
DIVERGED, LEAST_DIVERGED = 10.0, 5.0


def of_kind(target: str) -> ModuleType:
    """The module of this folder for a kind of target: its loss, score, scale and labels."""
    return importlib.import_module(f"bindery.training.{kind_of(target).module}")


def judge(
    scores: np.ndarray, targets: np.ndarray, target: str, weights: np.ndarray | None = None
) -> tuple[float, float]:
    """The loss, and the score by which models can be chosen.

    Args:
        scores: scores of a model, shape (n,).
        targets: shape (n,).
        target: kind of target.
        weights: weights of the rows, shape (n,); None gives all rows the same weight.

    Returns:
        Loss and score; both nan if a score is not finite.
    """
    if not np.isfinite(scores).all():
        return float("nan"), float("nan")
    own = of_kind(target)
    return own.loss(scores, targets, weights), own.score(scores, targets, weights)


def check_learned(
    loss: float, targets: np.ndarray, target: str, *, what: str, file: str, remedy: str
) -> None:
    """Raise InputError if a model's loss is so far above that of chance that its training diverged.

    Args:
        loss: its loss on some rows.
        targets: their targets, shape (n,).
        target: kind of target.
        what: what ended with it, for the error.
        file: the tensor file, for the error.
        remedy: what to do.
    """
    chance = of_kind(target).chance(targets, None)
    if not loss <= max(DIVERGED * chance, LEAST_DIVERGED):
        raise InputError(
            f"{what} diverged: its loss is {loss:.4g}, and that of chance {chance:.4g}",
            file=file,
            remedy=remedy,
        )


def measured(rows: Rows) -> Rows:
    """The rows whose first target is measured, with only that target."""
    known = ~np.isnan(rows.targets[:, 0])
    return replace(rows, targets=rows.targets[:, :1]).select(known)


def measured_rows(tensor: Tensor, splits: tuple[int, ...]) -> tuple[Rows, np.ndarray]:
    """The measured rows of splits together: rows with one task, and their strength, shape (n,)."""
    which = np.sort(np.concatenate([tensor.split_rows(part) for part in splits]))
    which = which[~np.isnan(tensor.targets(which)[:, 0])]
    return measured(tensor.rows(which)), tensor.strength()[which]


def scaled(rows: Rows, by: Rows, target: str) -> Rows:
    """Rows whose targets have the scale of training rows `by`, if their kind has a scale."""
    return of_kind(target).scaled(rows, by)


def training_rows(tensor: Tensor, splits: tuple[int, ...], target: str) -> tuple[Rows, np.ndarray]:
    """The measured rows of splits together, with their targets scaled.

    Returns:
        Rows with one task, and their strength, float32, shape (n,).
    """
    rows, strength = measured_rows(tensor, splits)
    return scaled(rows, rows, target), strength
