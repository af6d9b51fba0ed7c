"""The rows that judge each member, and the order of its training rows."""

import numpy as np
from sklearn.model_selection import StratifiedGroupKFold

from bindery.calibration.plan import Plan
from bindery.data.tensors import Rows
from bindery.errors import InputError
from bindery.targets.kinds import kind_of
from bindery.training.targets import of_kind


def fold_of(rows: Rows, folds: int, target: str, seed: int, file: str) -> np.ndarray:
    """The fold of each row: int64, shape (n,). Groups stay whole; folds have equal class shares.

    Raises:
        InputError: a class has fewer independent rows than there are folds.
    """
    label = of_kind(target).labels(rows.targets[:, 0])
    for wanted in (True, False):
        count = len(np.unique(rows.group[label == wanted]))
        if count < folds:
            raise InputError(
                f"a class has {count} independent rows to calibrate with; {folds} folds need more",
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
    """The sampling weight of each row, in training and in judging.

    A protein's strongest peaks show its own motif best; many weak ones may belong to other
    proteins. The weight of a row falls with its rank r by strength as 1 / (1 + r / emphasis).
    Rows of unknown strength get the mean weight of the other rows of their class.

    If one class outnumbers the other, the first training steps push all scores towards it, also
    through the detectors' biases, and a detector that is below zero everywhere stops learning.
    `balance` therefore draws both classes equally often.

    Args:
        strength: larger is stronger, nan is unknown, shape (n,).
        target: of the rows, shape (n,).
        emphasis: rank at which a row's weight is half the strongest row's; None for equal weights.
        balance: whether both classes get the same total weight, whatever their numbers.

    Returns:
        float64, shape (n,), with mean 1; None if all weights are equal.
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
    """The sampling weights of rows by a plan; `balance` does not apply to intensities."""
    balance = plan.balance and kind_of(target).binary
    return chances(strength, rows.targets[:, 0], plan.emphasis, balance)


def batches(
    rows: np.ndarray, count: int, generator: np.random.Generator, chance: np.ndarray | None = None
) -> np.ndarray:
    """Draw the row numbers of training batches.

    Args:
        rows: row numbers to draw from, int64.
        count: number of rows in all batches together.
        generator: source of randomness.
        chance: sampling weight of each of `rows`; None takes all rows in random order, repeatedly.
    """
    if chance is not None:
        return generator.choice(rows, count, p=chance / chance.sum())
    times = -(-count // len(rows))
    return np.concatenate([generator.permutation(rows) for _ in range(times)])[:count]
