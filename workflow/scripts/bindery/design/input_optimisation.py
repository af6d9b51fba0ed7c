"""The input that a model likes best, by gradients, as in DeepMotif.

Lanchantin, Singh, Lin and Qi (2016, arXiv:1605.01133) maximise a class's score over a real-valued
matrix, with an L2 penalty, as Simonyan et al. (2013) do for images. Here each position keeps shares
of bases, so that the matrix is a profile of sequences and can be drawn as a logo, and the penalty
is on the distance from the mean input. Where the model does not care, the optimum is that mean.
"""

from dataclasses import dataclass

import numpy as np

from bindery import alphabet
from bindery.design.goals import Goal
from bindery.design.starts import Starts
from bindery.errors import InputError

# Largest change of a share in a step of the climb, and share of the way to the aim in a step of the
# ascent; number of steps of both.
RATE, CLIMB, STEPS = 0.1, 100, 100
TINY = 1e-30
# A base with at least this share is part of the consensus.
CLEAR = 0.5
# Random sequences whose scores tell how large scores are.
RANDOM = 1000


@dataclass(frozen=True)
class Optimum:
    """What the ascent from one start ends at.

    Attributes:
        shares: shares of bases, float64, shape (window, 4), order ACGT; rows add up to 1.
        shares_score: the model's score of these shares.
        start_score: its score of the start sequence.
        codes: the consensus: the clear bases, in the start sequence; uint8, shape (window,).
        clear: positions of the consensus that have a clear base, bool, shape (window,).
        score: the model's score of `codes`.
    """

    shares: np.ndarray
    shares_score: float
    start_score: float
    codes: np.ndarray
    clear: np.ndarray
    score: float

    @property
    def consensus(self) -> str:
        """The clear bases, and N elsewhere, of the window."""
        codes = np.where(self.clear, self.codes, alphabet.UNKNOWN).astype(np.uint8)
        return alphabet.decode(codes)


def optimise(goal: Goal, starts: Starts, penalty: float) -> list[Optimum]:
    """Raise or lower the score of relaxed bases from several starts, with an L2 penalty.

    What is maximised is the score less `penalty` x s x the squared distance from the mean input,
    where s is the standard deviation of the scores of random sequences, so that one penalty serves
    scores of all sizes. Each step goes a tenth of the way to where the gradient, if it stayed as it
    is, would balance the penalty, and back onto shares that add up to 1. The best of all steps
    counts.

    Args:
        goal: models and direction.
        starts: sequences; the ascent starts between each and their mean.
        penalty: strength of the L2 penalty.

    Returns:
        An optimum for each start, in their order.

    Raises:
        InputError: a model has no gradient to its bases.
    """
    if not goal.is_open:
        raise InputError(
            "a model of one's own that is not built by over_codes has no gradient to its bases",
            remedy="search by greedy, beam or evolution",
        )
    ends = alphabet.one_hot(starts.codes).astype(float)
    mean = _mean(starts)
    weight = penalty * _spread(goal, starts.codes.shape[1])
    shares = _climbed(goal, ends)
    best, highest = shares.copy(), _penalised(goal, shares, mean, weight)
    for _ in range(STEPS):
        aim = mean + goal.sign * goal.slopes(shares) / (2 * weight)
        shares = projected(shares + RATE * (aim - shares))
        value = _penalised(goal, shares, mean, weight)
        better = value > highest
        best[better], highest[better] = shares[better], value[better]
    return _optima(goal, starts, best)


def _climbed(goal: Goal, shares: np.ndarray) -> np.ndarray:
    """Shares after steps of one size that raise the score alone."""
    for _ in range(CLIMB):
        slopes = goal.sign * goal.slopes(shares)
        slopes -= slopes.mean(axis=2, keepdims=True)
        largest = np.abs(slopes).max(axis=(1, 2), keepdims=True)
        shares = projected(shares + RATE * slopes / np.maximum(largest, TINY))
    return shares


def _optima(goal: Goal, starts: Starts, shares: np.ndarray) -> list[Optimum]:
    clear = shares.max(axis=2) >= CLEAR
    # What was put around a start is no base of it; what the consensus changes there is.
    codes = np.where(clear, shares.argmax(axis=2), starts.codes).astype(np.uint8)
    values = zip(
        shares,
        goal.scores_of_shares(shares).tolist(),
        goal.scores(starts.codes).tolist(),
        codes,
        clear,
        goal.scores(codes).tolist(),
        strict=True,
    )
    return [Optimum(*own) for own in values]


def projected(values: np.ndarray) -> np.ndarray:
    """The nearest shares: non-negative, and four of a position add up to 1.

    Duchi, Shalev-Shwartz, Singer and Chandra (2008): what is above a threshold is kept, less that
    threshold.

    Args:
        values: float, shape (..., 4).
    """
    falling = -np.sort(-values, axis=-1)
    thresholds = (falling.cumsum(axis=-1) - 1) / np.arange(1, values.shape[-1] + 1)
    last = (falling > thresholds).sum(axis=-1, keepdims=True) - 1
    return np.maximum(values - np.take_along_axis(thresholds, last, axis=-1), 0)


def _mean(starts: Starts) -> np.ndarray:
    """The mean input: the shares of bases among all starts, the same at each position.

    A mean by position, of a few starts, would be a sequence of its own.
    """
    known = starts.codes[starts.codes != alphabet.UNKNOWN]
    return np.bincount(known, minlength=4)[:4] / len(known)


def _spread(goal: Goal, window: int) -> float:
    """Standard deviation of the scores of random sequences."""
    codes = np.random.default_rng(0).integers(0, 4, (RANDOM, window), np.uint8)
    return float(goal.scores(codes).std()) or 1.0


def _penalised(goal: Goal, shares: np.ndarray, mean: np.ndarray, weight: float) -> np.ndarray:
    gains = goal.sign * goal.scores_of_shares(shares)
    return gains - weight * ((shares - mean) ** 2).sum(axis=(1, 2))
