"""DeepSEA: three layers of convolution and two dense ones."""

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

    Three convolutions, each with ReLU and dropout, the first two with a maximum of every `pool`
    positions; a dense layer, ReLU; scores. Of 1,000 bases and 919 outputs 52,843,119 parameters.

    What differs from the paper: log-odds come out, not probabilities; one output is the default;
    the mean over strands is taken in training too; weights decay by themselves, not in the
    gradient. The training of the variant `paper` is that of Selene's re-training (SGD, rate 0.08,
    momentum 0.9, decay 1e-6); the paper's limits on norms are left out. The variant `small` suits
    hundreds to thousands of peaks.

    Args:
        window: bases in a sequence; the paper's is 1,000.
        detectors: of each of three layers.
        width: positions that a detector spans.
        pool: positions of which the maximum is taken, and the step.
        dropouts: share of values silenced in training, after each layer.
        hidden: units of the dense layer.
        outputs: scores of a sequence; the paper's are 919.
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
