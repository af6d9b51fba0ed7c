"""Which rows a member learns from, and in which order."""

from dataclasses import dataclass

import numpy as np
from sklearn.model_selection import StratifiedGroupKFold

from bindery.errors import InputError
from bindery.tensors import Rows

# DeepBind clamps intensities at this percentile.
CLAMP = 99.95


@dataclass(frozen=True)
class Scale:
    """How intensities become targets: clamped from above, then mean 0 and variance 1."""

    highest: float
    mean: float
    deviation: float

    def __call__(self, values: np.ndarray) -> np.ndarray:
        """Scale values, any shape."""
        return (np.minimum(values, self.highest) - self.mean) / self.deviation


def scale_of(targets: np.ndarray) -> Scale:
    """The scale of measured intensities, shape (n,)."""
    clamped = np.minimum(targets, highest := float(np.percentile(targets, CLAMP)))
    return Scale(highest, float(clamped.mean()), float(clamped.std()) or 1.0)


def measured(rows: Rows) -> Rows:
    """The rows whose first target is measured, with that target alone."""
    known = ~np.isnan(rows.targets[:, 0])
    return Rows(rows.sequences[known], rows.targets[known, :1], rows.group[known])


def fold_of(rows: Rows, folds: int, target: str, seed: int, file: str) -> np.ndarray:
    """The fold of each row: int64, shape (n,). Whole groups, classes in equal shares.

    Raises:
        InputError: fewer independent rows of a class than folds.
    """
    label = rows.targets[:, 0] > (0 if target == "class" else np.median(rows.targets[:, 0]))
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


def batches(rows: np.ndarray, count: int, generator: np.random.Generator) -> np.ndarray:
    """So many row numbers for training: all rows in random order, again and again.

    Args:
        rows: to draw from, int64.
        count: rows of all batches together.
        generator: of the orders.
    """
    times = -(-count // len(rows))
    return np.concatenate([generator.permutation(rows) for _ in range(times)])[:count]
