"""What each base of a sequence adds to a model's score, by gradients.

What is computed are hypothetical contributions: see `contributions`. Where two values tie for a
maximum, as both strands of a palindrome do, a backend gives the gradient to one or to both.
"""

from collections.abc import Sequence

import keras
import numpy as np

from bindery.alphabet import one_hot
from bindery.explanation.attributions import UNIFORM, contributions
from bindery.explanation.pooled_gradients import pooled_path
from bindery.models.model_parts import TrainedModel
from bindery.runtime import devices

STEPS = 50
PREDICT_BATCH = 256


def gradient_x_input(model: keras.Model | TrainedModel, codes: np.ndarray) -> np.ndarray:
    """Hypothetical contributions by the gradient at the sequence (Simonyan et al. 2013).

    They are the gradient minus its mean over the four bases of a place. The mean is what the
    gradient says of more or fewer than one base at the place, of which no sequence tells a model
    anything (Majdandzic, Rajesh and Koo 2023, Genome Biology 24:109).

    Args:
        model: trained, of one of the architectures, or a mean of random restarts.
        codes: uint8, shape (n, window).

    Returns:
        float32, shape (n, window, 4), order ACGT; the four of a place add up to 0.
    """
    slopes = devices.gradient(TrainedModel.of(model).scores_of_bases)(one_hot(codes))
    return slopes - slopes.mean(axis=2, keepdims=True)


def integrated_gradients(
    model: keras.Model | TrainedModel,
    codes: np.ndarray,
    steps: int = STEPS,
    baseline: Sequence[float] = UNIFORM,
) -> np.ndarray:
    """Hypothetical contributions by integrated gradients (Sundararajan, Taly and Yan 2017).

    With G the mean gradient on the straight way from a baseline to the sequence, the method gives
    a place the sum over the channels of (base - baseline) x G. As the channels of a base add up
    to 1, that is G at the base less the baseline's mean of G: so G less that mean are hypothetical
    contributions, and those of the bases that are there add up to the score of the sequence less
    that of the baseline, but for what the steps leave out (see `unexplained`). G of the bases that
    are not there is taken on the way to the sequence as it is. Networks of one layer of detectors
    need no convolution a step (`pooled_gradients`).

    Args:
        model: trained, of one of the architectures, or a mean of random restarts.
        codes: uint8, shape (n, window).
        steps: places on the way at which the gradient is taken, the middle of each step.
        baseline: share of each base, order ACGT, at every place of the sequence that stands for
            none: unknown bases unless told. Unless A is as frequent as T, and C as G, the two
            strands of a sequence get different contributions.

    Returns:
        float32, shape (n, window, 4), order ACGT; the four of a place, weighted by the baseline,
        add up to 0. Under the uniform baseline an unknown base contributes nothing.
    """
    start = _share(baseline)
    passed = ((np.arange(steps) + 0.5) / steps).astype(np.float32)
    trained, fast = TrainedModel.of(model), []
    if tuple(baseline) == UNIFORM:
        fast = [path for path in map(pooled_path, trained.members) if path]
    if len(fast) == len(trained.members):
        mean = np.mean([path.mean_gradient(codes, passed) for path in fast], axis=0)
    else:
        mean = _mean_gradient(trained, codes, start, passed)
    return (mean - mean @ start[:, None].astype(np.float64)).astype(np.float32)


def _mean_gradient(
    trained: TrainedModel, codes: np.ndarray, start: np.ndarray, passed: np.ndarray
) -> np.ndarray:
    """The mean gradient on the way from a baseline to sequences, of any model."""
    gradient = devices.gradient(trained.scores_of_bases)
    end = one_hot(codes)
    total = np.zeros(end.shape)
    for part in passed:
        total += gradient(start + part * (end - start))
    return total / len(passed)


def _share(baseline: Sequence[float]) -> np.ndarray:
    share = np.asarray(baseline, np.float32)
    if share.shape != (4,) or not np.isclose(share.sum(), 1):
        raise ValueError(f"a baseline is four shares that add up to 1, not {baseline}")
    return share


def unexplained(
    model: keras.Model | TrainedModel,
    codes: np.ndarray,
    hypothetical: np.ndarray,
    baseline: Sequence[float] = UNIFORM,
) -> np.ndarray:
    """What integrated gradients leave out of each score: 0 if they took steps enough.

    Args:
        model: that they are of.
        codes: uint8, shape (n, window).
        hypothetical: of `integrated_gradients`, float32, shape (n, window, 4).
        baseline: that they were taken from.

    Returns:
        float32, shape (n,): score of the sequence less that of the baseline, less the sum of the
        contributions.
    """
    ends = one_hot(codes)
    start = np.broadcast_to(_share(baseline), (1, *ends.shape[1:]))
    fed = devices.in_order(PREDICT_BATCH, np.concatenate([ends, start]))
    scores = TrainedModel.of(model).scores_of_bases.predict(**fed, verbose=0)[:, 0]
    return scores[:-1] - scores[-1] - contributions(hypothetical, codes).sum(axis=1)
