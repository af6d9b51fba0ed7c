"""Combine candidates by their validation rows: the better ones get more weight, bad ones none."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from os import PathLike

import numpy as np
from scipy.optimize import nnls
from scipy.special import softmax

from bindery import tsv
from bindery.errors import InputError
from bindery.targets.kinds import kind_of
from bindery.training.densities import line_of, log_probability
from bindery.training.predictions import Predictions
from bindery.training.targets import judge

logger = logging.getLogger(__name__)

DRAWS = 1000
# Candidates with less weight are left out, so that the model is no larger than it has to be.
LEAST_WEIGHT = 0.05
HEAVY = 1e4
COLUMNS = ("candidate", "window", "loss", "score", "weight")


def weights_of(
    density: np.ndarray, group: np.ndarray, seed: int, *, alike: bool = False
) -> np.ndarray:
    """Weights of models by their log-density of held-out rows.

    Pseudo-BMA+ of Yao, Vehtari, Simpson and Gelman (Bayesian Analysis 2018,
    doi:10.1214/17-BA1091): the mean, over a Bayesian bootstrap of the rows, of weights proportional
    to the exponential of each model's sum. A model that is better beyond chance gets all.

    Args:
        density: log-density of each row by each model, shape (n, models).
        group: rows that are drawn together, int, shape (n,).
        seed: seed of the bootstrap.
        alike: whether the rows of a group tell little more than one of them, so that all rows
            count as much as there are groups. Else few groups of many rows would give one model
            all the weight, by what holds in these groups alone.

    Returns:
        float64, shape (models,), with sum 1.
    """
    _, member = np.unique(group, return_inverse=True)
    sums = np.stack([np.bincount(member, weights=own) for own in density.T], axis=1)
    count = len(sums)
    share = count / len(density) if alike else 1.0
    drawn = np.random.default_rng(seed).dirichlet(np.ones(count), DRAWS) * count
    return softmax(drawn @ sums * share, axis=1).mean(axis=0)


def stacked_weights(scores: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """Weights with which a weighted mean of scores has the least squared error in held-out rows.

    Stacking with weights that are not negative (Breiman, Machine Learning 1996,
    doi:10.1007/BF00117832), and here with sum 1. Scores that err differently complement each other,
    so that a worse one may have a weight.

    Args:
        scores: scores of each row by each model, on the scale of targets, shape (n, models).
        targets: shape (n,).

    Returns:
        float64, shape (models,), with sum 1.
    """
    # A row of its own holds the sum at 1: it weighs far more than all others.
    heavy = HEAVY * (np.linalg.norm(targets) + np.linalg.norm(scores) + 1)
    rows = np.concatenate([scores, np.full((1, scores.shape[1]), heavy)])
    found, _ = nnls(rows, np.append(targets, heavy))
    return found / found.sum()


def _without_small(weights: np.ndarray) -> np.ndarray:
    kept = np.where(weights < LEAST_WEIGHT, 0, weights)
    return kept / kept.sum()


@dataclass(frozen=True)
class Choice:
    """How the scores of candidates are combined.

    Attributes:
        weights: weight of each candidate, with sum 1, 0 for those left out, shape (candidates,).
        slopes: factor that puts each candidate's scores on the scale of targets, same shape.
        intercepts: what is added then, same shape.
        loss: loss of each candidate's scores on that scale, in validation rows, same shape.
        score: score of each candidate there, such as AUPRC, same shape.
    """

    weights: np.ndarray
    slopes: np.ndarray
    intercepts: np.ndarray
    loss: np.ndarray
    score: np.ndarray

    @property
    def kept(self) -> list[int]:
        """The numbers of candidates with a weight, the heaviest first."""
        order = np.argsort(-self.weights, kind="stable")
        return [number for number in order.tolist() if self.weights[number]]

    @property
    def bias(self) -> float:
        """The combined score where all candidates score 0."""
        return float(self.weights @ self.intercepts)

    def combined(self, scores: np.ndarray) -> np.ndarray:
        """The combined score of rows, float64, (n,), from the candidates', (n, candidates)."""
        return scores @ (self.weights * self.slopes) + self.bias


def choose(
    candidates: Sequence[Predictions], target: str, seed: int, *, alike: bool = False
) -> Choice:
    """Combine candidates by weights that are fitted to the validation rows.

    Each candidate's scores are put on the scale of the targets (log-odds for classes), then
    weighed: those of classes by `weights_of`, those of intensities by `stacked_weights`.

    Args:
        candidates: predictions of each; those of validation rows must be by a model that was not
            trained on them.
        target: kind of target.
        seed: seed of the weights' bootstrap.
        alike: see `weights_of`.

    Raises:
        InputError: no validation row is measured.
    """
    held_out = [own.of("validation") for own in candidates]
    measured = ~np.isnan(held_out[0].target)
    if not measured.any():
        raise InputError(
            "no validation row is measured, so no model can be chosen",
            remedy="give `models` without `choose`, or more validation rows",
        )
    wanted, loss = held_out[0].target[measured], kind_of(target).loss
    lines, scaled, judged = [], [], []
    for own in held_out:
        line = line_of(loss, own.score[measured], wanted)
        found = own.score[measured] * line[0] + line[1]
        lines.append(line)
        scaled.append(found)
        judged.append(judge(found, wanted, target))
    scores = np.stack(scaled, axis=1)
    if loss == "half_squared_error":
        weights = stacked_weights(scores, wanted)
    else:
        density = log_probability(scores, wanted[:, None])
        weights = weights_of(density, held_out[0].group[measured], seed, alike=alike)
    slopes, intercepts = np.array(lines).T
    return Choice(_without_small(weights), slopes, intercepts, *np.array(judged).T)


def write_choice(
    path: str | PathLike, names: Sequence[str], windows: Sequence[int], choice: Choice
) -> None:
    """Write a row for each candidate: its window, its loss and score, and its weight."""
    figures = (choice.loss.tolist(), choice.score.tolist(), choice.weights.tolist())
    rows = list(zip(names, windows, *figures, strict=True))
    tsv.write(path, COLUMNS, rows, digits=".4g")
    logger.info("chosen by validation rows: %s", rows)
