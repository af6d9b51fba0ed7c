"""Attributions by gradients: what each base of a sequence adds to a model's score.

The results are hypothetical contributions: see `attributions.contributions`. If two values tie for
a maximum, as both strands of a palindrome do, a backend gives the gradient to one or to both.
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

    They are the gradient minus its mean over the four bases of a position. The mean concerns inputs
    with more or less than one base at a position, on which no model is trained (Majdandzic, Rajesh
    and Koo 2023, Genome Biology 24:109).

    Args:
        model: trained model of one of the architectures, or a mean of random restarts.
        codes: uint8, shape (n, window).

    Returns:
        float32, shape (n, window, 4), order ACGT; the four of a position add up to 0.
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

    Let G be the mean gradient on the straight path from a reference sequence, the `baseline`, to
    the sequence. The method's contribution of a position is the sum over channels of
    (base - baseline) x G. The channels of a base add up to 1, so this is G at the base minus the
    baseline's mean of G. G minus that mean is therefore the hypothetical contribution of each base.
    The contributions of the sequence's own bases add up to its score minus that of the baseline,
    except for the error of a finite number of steps (see `unexplained`). Networks with one layer of
    detectors need no convolution at each step (`pooled_gradients`).

    Args:
        model: trained model of one of the architectures, or a mean of random restarts.
        codes: uint8, shape (n, window).
        steps: number of steps; the gradient is taken in the middle of each.
        baseline: share of each base, order ACGT, at every position of the reference sequence; by
            default 0.25 each, an all-N sequence. If the shares of A and T, or of C and G, differ,
            the two strands of a sequence get different contributions.

    Returns:
        float32, shape (n, window, 4), order ACGT; the four of a position, weighted by the baseline,
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
    """The mean gradient on the path from a baseline to sequences, for any model."""
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
    """The error of integrated gradients for each score, which is 0 with enough steps.

    Args:
        model: the same model.
        codes: uint8, shape (n, window).
        hypothetical: the result of `integrated_gradients`, float32, shape (n, window, 4).
        baseline: the same baseline.

    Returns:
        float32, shape (n,): score of the sequence minus that of the baseline, minus the sum of the
        contributions.
    """
    ends = one_hot(codes)
    start = np.broadcast_to(_share(baseline), (1, *ends.shape[1:]))
    fed = devices.in_order(PREDICT_BATCH, np.concatenate([ends, start]))
    scores = TrainedModel.of(model).scores_of_bases.predict(**fed, verbose=0)[:, 0]
    return scores[:-1] - scores[-1] - contributions(hypothetical, codes).sum(axis=1)
