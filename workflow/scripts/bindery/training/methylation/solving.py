"""Solve models of several cells that are linear in fixed features, as their baselines are."""

import logging
from collections.abc import Callable

import keras
import numpy as np
from scipy.sparse import csr_array, vstack
from sklearn.linear_model import LogisticRegression

from bindery.data.methylation.rows import CellRows
from bindery.errors import InputError
from bindery.models.heads import Trunk
from bindery.training import penalties
from bindery.training.methylation.fitting import FittedCells, calibrated, mean_precision

logger = logging.getLogger(__name__)

# Rows whose features are dense at a time.
ROWS_AT_ONCE = 4096
STEPS = 2000
# Weights, shape (features, cells), and bias, shape (cells,).
Heads = tuple[np.ndarray, np.ndarray]


def solve_cells(
    build: Callable[[], keras.Model],
    train: CellRows,
    validation: CellRows,
    *,
    final_rows: str = "train",
) -> FittedCells:
    """Solve the last layer of a model in which nothing else is learned: a logistic regression.

    Stopped early, such a model is worse than the same regression with a penalty (L2). The penalty,
    one for all cells, is that with the least loss on the validation rows.

    Args:
        build: function that builds the model, see `models.heads.Trunk`.
        train: training rows.
        validation: validation rows, for the choice of the penalty.
        final_rows: `train`, or `all`: the model is then solved again on the rows of both.

    Returns:
        The model. Its history has a row for each penalty that was tried, and not for each epoch.

    Raises:
        InputError: the model learns more than its last layer.
    """
    trunk, rows, history = Trunk(build()), (train, validation), []
    if not trunk.is_fixed:
        raise InputError(
            f"model '{trunk.model.name}' is to be solved, and learns more than its last layer",
            remedy="remove LINEAR from the architecture's file",
        )
    inputs = [_features(trunk, own.sequence) for own in rows]
    targets = [own.targets for own in rows]
    solved: dict[float, Heads] = {}

    def loss_of(penalty: float) -> float:
        heads = solved[penalty] = _solve(inputs[0], targets[0], penalty)
        scores = [features @ heads[0] + heads[1] for features in inputs]
        losses = [_loss(own, target) for own, target in zip(scores, targets, strict=True)]
        precision = mean_precision(targets[1], scores[1])
        names = ("inverse_penalty", "loss", "val_loss", "val_auprc")
        history.append(dict(zip(names, (penalty, *losses, precision), strict=True)))
        return losses[1]

    best, loss = penalties.least_loss(penalties.LOGISTIC, loss_of, "C")
    for row in history:
        row["best"] = int(row["inverse_penalty"] == best)
    held_out = final = _with_heads(trunk, solved[best])
    if final_rows == "all":
        final = _with_heads(
            trunk, _solve(vstack(inputs, format="csr"), np.concatenate(targets), best)
        )
    return FittedCells(final, held_out, history, [loss])


def _features(trunk: Trunk, codes: np.ndarray) -> csr_array:
    """Sparse features of rows, float64, since those of k-mers are mostly 0."""
    begins = range(0, len(codes), ROWS_AT_ONCE)
    parts = [csr_array(trunk.features(codes[own : own + ROWS_AT_ONCE])) for own in begins]
    return vstack(parts, format="csr", dtype=np.float64)


def _solve(inputs: csr_array, targets: np.ndarray, penalty: float) -> Heads:
    """A regression for each cell, on its measured sites."""
    weights, bias = np.zeros((inputs.shape[1], targets.shape[1])), np.zeros(targets.shape[1])
    for cell, own in enumerate(targets.T):
        known = np.flatnonzero(~np.isnan(own))
        ones = np.count_nonzero(own[known])
        if 0 < ones < len(known):
            model = LogisticRegression(C=penalty, max_iter=STEPS).fit(inputs[known], own[known])
            weights[:, cell], bias[cell] = model.coef_[0], model.intercept_[0]
        else:
            # Nothing tells its sites apart: a score for all.
            bias[cell] = np.log((ones + 0.5) / (len(known) - ones + 0.5))
    return weights, bias


def _loss(scores: np.ndarray, targets: np.ndarray) -> float:
    """The mean cross-entropy of the measured states; NaN if there is none."""
    known = ~np.isnan(targets)
    losses = np.logaddexp(0, scores[known]) - targets[known] * scores[known]
    return float(losses.mean()) if len(losses) else float("nan")


def _with_heads(trunk: Trunk, heads: Heads) -> keras.Model:
    """The model with solved weights; of several cells, their mean is its first score."""
    return calibrated(trunk.with_heads(*heads), np.zeros(len(heads[1])))
