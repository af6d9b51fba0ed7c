"""A regression on k-mers, trained and stored as any other model."""

from typing import Any

import keras
from keras import layers

from bindery.models.kmer_layer import KmerFeatures
from bindery.models.strands import over_codes

# Nothing but the last layer is learned.
LINEAR = True
# All weights begin at 0, so that restarts differ in the order of rows alone.
VARIANTS = {
    "paper": {
        "training": {
            "optimizer": "adam",
            "learning_rate": 0.001,
            "batch_size": 128,
            "patience": 3,
            "restarts": 1,
        }
    },
}


def build(window: int, *, k: int = 6, outputs: int = 1, both_strands: bool = True) -> keras.Model:
    """A linear score of the k-mers in a sequence, to be combined with networks (`choose`).

    Many weak k-mers, each of which a network takes for noise, add up here. The features are those
    of the baselines, log(1 + count), averaged over both strands. Trained, it has early stopping in
    place of their penalty, and all weights begin at 0; for methylation it is solved with a penalty
    as they are. With the defaults it has 4,097 parameters.

    Args:
        window: bases in a sequence, at least `k`.
        k: bases in a k-mer, at least 2.
        outputs: number of scores for a sequence.
        both_strands: whether the score is the mean of both strands.

    Returns:
        Model `kmers`: codes, uint8, shape (batch, window) -> scores, float32, shape
        (batch, outputs).

    Raises:
        ValueError: `k` is below 2 or above the window.
    """
    if not 2 <= k <= window:
        raise ValueError(f"k is from 2 to the window of {window}, not {k}")

    def body(bases: Any) -> Any:
        found = KmerFeatures(k, name="kmers")(bases)
        return layers.Dense(outputs, kernel_initializer="zeros", name="score")(found)

    return over_codes(window, body, "kmers", both_strands=both_strands)
