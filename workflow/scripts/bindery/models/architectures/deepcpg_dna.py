"""DeepCpG's DNA module: two convolutions and a dense layer over a thousand bases around a CpG."""

from collections.abc import Sequence
from typing import Any, Literal

import keras
from keras import layers, regularizers

from bindery.models.strands import over_codes

VARIANTS = {
    "paper": {
        "training": {
            "optimizer": "adam",
            "learning_rate": 0.0001,
            "batch_size": 128,
            "epochs": 30,
            "patience": 5,
            "monitor": "val_loss",
        }
    },
    "small": {
        "settings": {
            "detectors": [32, 32],
            "pools": [8, 4],
            "hidden": 32,
            "dropout": 0.5,
            "l1": 0.000001,
        },
        "training": {
            "optimizer": "adam",
            "learning_rate": 0.001,
            "batch_size": 64,
            "epochs": 30,
            "patience": 5,
        },
    },
}


POOLS = {"max": layers.MaxPooling1D, "average": layers.AveragePooling1D}
NAMES = {"max": "best_match", "average": "mean"}


def _normalised(name: str) -> keras.Layer:
    # Means of a window hardly differ between rows. A moving variance that begins at 1, Keras's
    # default, is too large by far after a short first epoch: scores then have next to no spread.
    return layers.BatchNormalization(momentum=0.9, moving_variance_initializer="zeros", name=name)


def build(
    window: int,
    *,
    detectors: Sequence[int] = (128, 256),
    widths: Sequence[int] = (11, 3),
    pools: Sequence[int] = (4, 2),
    pooling: Literal["max", "average"] = "max",
    normalised: bool = False,
    hidden: int = 128,
    dropout: float = 0.0,
    l1: float = 0.0001,
    l2: float = 0.0001,
    outputs: int = 1,
    both_strands: bool = False,
) -> keras.Model:
    """The DNA module CnnL2h128 of DeepCpG (Angermueller et al., Genome Biology 2017).

    The layers: convolutions with ReLU, each with max pooling; a dense layer with ReLU; dropout;
    scores, one for each cell. With 1,001 bases it has 4,102,144 parameters, and 129 for each cell.

    Differences from the paper: the outputs are log-odds, not probabilities; an unknown base is 0.25
    in each channel, where the paper draws a random one. As in the paper, only the given strand is
    read by default. The variant `small` suits thousands of sites.
    Means over the whole window suit domains whose composition tells more than any single site.

    Args:
        window: bases in a sequence; the paper's is 1,001, with the C of the CpG in the middle.
        detectors: detectors of each convolution.
        widths: positions that a detector of each spans.
        pools: positions that are pooled after each, and the step; at most all of them.
        pooling: whether their maximum counts, as in the paper, or their mean.
        normalised: whether each convolution and the pooled values are normalised by batch.
        hidden: units of the dense layer; 0 for none.
        dropout: share of its values dropped in training.
        l1: penalty of the weights' absolute values.
        l2: penalty of their squares.
        outputs: number of scores for a sequence, one for each cell.
        both_strands: whether the score is the mean of both strands.

    Returns:
        Model `deepcpg_dna`: codes, uint8, shape (batch, window) -> scores, float32, shape
        (batch, outputs).

    Raises:
        ValueError: the pooling is unknown.
    """
    if pooling not in POOLS:
        raise ValueError(f"pooling is max or average, not {pooling}")
    penalty = {"kernel_regularizer": regularizers.L1L2(l1, l2)}

    def convolved(found: Any, count: int, width: int, name: str) -> Any:
        if not normalised:
            return layers.Conv1D(count, width, activation="relu", name=name, **penalty)(found)
        found = layers.Conv1D(count, width, use_bias=False, name=name, **penalty)(found)
        found = _normalised(f"{name}_normalised")(found)
        return layers.ReLU(name=f"{name}_relu")(found)

    def body(bases: Any) -> Any:
        found = bases
        for number, sizes in enumerate(zip(detectors, widths, pools, strict=True), 1):
            count, width, pool = sizes
            name = "detectors" if number == 1 else f"detectors_{number}"
            found = convolved(found, count, width, name)
            size = min(pool, found.shape[1])
            found = POOLS[pooling](size, name=f"{NAMES[pooling]}_{number}")(found)
        features = layers.Flatten(name="flat")(found)
        if normalised:
            features = _normalised("flat_normalised")(features)
        if hidden:
            features = layers.Dense(hidden, activation="relu", name="hidden", **penalty)(features)
        features = layers.Dropout(dropout, name="dropout")(features)
        return layers.Dense(outputs, name="score")(features)

    return over_codes(window, body, "deepcpg_dna", both_strands=both_strands)
