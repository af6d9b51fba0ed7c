"""Which rows a member is judged by, and in which order it learns from the others."""

import numpy as np
from sklearn.model_selection import StratifiedGroupKFold

from bindery.calibration.plan import Plan
from bindery.data.tensors import Rows
from bindery.errors import InputError
from bindery.targets.kinds import kind_of
from bindery.training.targets import of_kind


def fold_of(rows: Rows, folds: int, target: str, seed: int, file: str) -> np.ndarray:
    """The fold of each row: int64, shape (n,). Whole groups, classes in equal shares.

    Raises:
        InputError: fewer independent rows of a class than folds.
    """
    label = of_kind(target).labels(rows.targets[:, 0])
    for wanted in (True, False):
        count = len(np.unique(rows.group[label == wanted]))
        if count < folds:
            raise InputError(
                f"{count} independent rows of a class to calibrate with; {folds} folds want more",
                file=file,
                remedy="set `skip` for this experiment, or calibration.preset: none",
            )
    splitter = StratifiedGroupKFold(folds, shuffle=True, random_state=seed)
    found = np.zeros(len(label), np.int64)
    for number, (_, held_out) in enumerate(splitter.split(label, label, rows.group)):
        found[held_out] = number
    return found


def chances(
    strength: np.ndarray, target: np.ndarray, emphasis: float | None, balance: bool = False
) -> np.ndarray | None:
    """How often a row is drawn for training, and how much it counts in judging.

    A protein's strongest peaks are the ones that show its own motif best; the many weak ones may
    be other proteins'. A row's chance falls with its rank r by strength as 1 / (1 + r / emphasis).
    Rows of unknown strength get the mean chance of the others in their class.

    Where one class outnumbers the other, the first steps of a training push all scores to its
    side, by the detectors' biases too, and detectors that fall below zero everywhere learn no
    more: `balance` draws both classes equally often.

    Args:
        strength: larger is stronger, nan is unknown, shape (n,).
        target: of the rows, shape (n,).
        emphasis: rank at which a row's chance is half the strongest's; None for equal chances.
        balance: whether classes get equal shares, and not those that they have by their numbers.

    Returns:
        float64, shape (n,), of mean 1; None where all chances are equal.
    """
    found = np.ones(len(strength))
    for wanted in (True, False):
        own = (target > 0) == wanted
        which = np.flatnonzero(~np.isnan(strength) & own)
        if emphasis is not None and len(which):
            rank = np.searchsorted(np.sort(-strength[which]), -strength[which])
            chance = 1 / (1 + rank / emphasis)
            found[which] = chance / chance.mean()
        if balance and 0 < own.sum() < len(own):
            found[own] *= len(own) / (2 * own.sum())
    return None if np.allclose(found, 1) else found


def planned_chances(rows: Rows, strength: np.ndarray, plan: Plan, target: str) -> np.ndarray | None:
    """The chances of rows by a plan's `emphasis` and `balance`; intensities have no classes."""
    balance = plan.balance and kind_of(target).binary
    return chances(strength, rows.targets[:, 0], plan.emphasis, balance)


def batches(
    rows: np.ndarray, count: int, generator: np.random.Generator, chance: np.ndarray | None = None
) -> np.ndarray:
    """So many row numbers for training.

    Args:
        rows: to draw from, int64.
        count: rows of all batches together.
        generator: of the draws.
        chance: of each of `rows`; None takes all rows in random order, again and again.
    """
    if chance is not None:
        return generator.choice(rows, count, p=chance / chance.sum())
    times = -(-count // len(rows))
    return np.concatenate([generator.permutation(rows) for _ in range(times)])[:count]
