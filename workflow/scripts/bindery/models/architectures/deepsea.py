"""DeepSEA: three convolutions and two dense layers."""

from collections.abc import Sequence
from typing import Any

import keras
from keras import layers

from bindery.models.strands import over_codes

VARIANTS = {
    "paper": {
        "training": {
            "optimizer": "sgd",
            "learning_rate": 0.08,
            "momentum": 0.9,
            "nesterov": False,
            "weight_decay": 1e-6,
            "batch_size": 64,
            "monitor": "val_loss",
        }
    },
    "small": {
        "settings": {"detectors": [32, 48, 64], "hidden": 64},
        "training": {"optimizer": "adam", "learning_rate": 0.001, "batch_size": 64},
    },
}


def build(
    window: int,
    *,
    detectors: Sequence[int] = (320, 480, 960),
    width: int = 8,
    pool: int = 4,
    dropouts: Sequence[float] = (0.2, 0.2, 0.5),
    hidden: int = 925,
    outputs: int = 1,
    both_strands: bool = True,
) -> keras.Model:
    """DeepSEA (Zhou and Troyanskaya, Nat Methods 2015).

    The layers: three convolutions, each with ReLU and dropout, the first two with max pooling; a
    dense layer with ReLU; scores. With 1,000 bases and 919 outputs it has 52,843,119 parameters.

    Differences from the paper: the outputs are log-odds, not probabilities; one output is the
    default; the mean over strands is taken in training too; weight decay is decoupled from the
    gradient; norms are not limited. The variant `paper` is trained as Selene trained it again (SGD,
    learning rate 0.08, momentum 0.9, decay 1e-6). The variant `small` suits hundreds to thousands
    of peaks.

    Args:
        window: bases in a sequence; the paper's is 1,000.
        detectors: detectors of each of the three layers.
        width: positions that a detector spans.
        pool: positions of which the maximum is taken, and the step.
        dropouts: share of values dropped in training, after each layer.
        hidden: units of the dense layer.
        outputs: number of scores for a sequence; the paper's are 919.
        both_strands: whether the score is the mean of both strands.

    Returns:
        Model `deepsea`: codes, uint8, shape (batch, window) -> scores, float32, shape
        (batch, outputs).
    """

    def body(bases: Any) -> Any:
        found = bases
        for number, (count, dropout) in enumerate(zip(detectors, dropouts, strict=True), 1):
            name = "detectors" if number == 1 else f"detectors_{number}"
            found = layers.Conv1D(count, width, activation="relu", name=name)(found)
            if number < len(detectors):
                found = layers.MaxPooling1D(pool)(found)
            found = layers.Dropout(dropout)(found)
        features = layers.Dense(hidden, activation="relu", name="hidden")(layers.Flatten()(found))
        return layers.Dense(outputs, name="score")(features)

    return over_codes(window, body, "deepsea", both_strands=both_strands)
