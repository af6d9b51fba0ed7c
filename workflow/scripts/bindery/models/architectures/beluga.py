"""Beluga: the DeepSEA of ExPecto, with two convolutions before each pool."""

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
    detectors: Sequence[int] = (320, 480, 640),
    width: int = 8,
    pool: int = 4,
    dropouts: Sequence[float] = (0.2, 0.2, 0.5),
    hidden: int = 2003,
    outputs: int = 1,
    both_strands: bool = True,
) -> keras.Model:
    """Beluga (Zhou et al., Nat Genet 2018), after ExPecto's released `chromatin.py`.

    The layers: three blocks of two convolutions with ReLU and a dropout, with max pooling between
    blocks; a dense layer with ReLU; scores. With 2,000 bases and 2,002 outputs it has 149,536,251
    parameters.

    Differences from the paper: the outputs are log-odds, not probabilities; one output is the
    default; the mean over strands is taken in training too; weight decay is decoupled from the
    gradient. The original training was not published with the model; the variant `paper` is trained
    like `deepsea`. The variant `small` suits hundreds to thousands of peaks.

    Args:
        window: bases in a sequence; the paper's is 2,000.
        detectors: detectors of each of the three blocks.
        width: positions that a detector spans.
        pool: positions of which the maximum is taken, and the step.
        dropouts: share of values dropped in training, after each block.
        hidden: units of the dense layer.
        outputs: number of scores for a sequence; the paper's are 2,002.
        both_strands: whether the score is the mean of both strands.

    Returns:
        Model `beluga`: codes, uint8, shape (batch, window) -> scores, float32, shape
        (batch, outputs).
    """

    def body(bases: Any) -> Any:
        found = bases
        for number, (count, dropout) in enumerate(zip(detectors, dropouts, strict=True), 1):
            if number > 1:
                found = layers.MaxPooling1D(pool)(found)
            for part in (1, 2):
                name = "detectors" if (number, part) == (1, 1) else f"detectors_{number}_{part}"
                found = layers.Conv1D(count, width, activation="relu", name=name)(found)
            found = layers.Dropout(dropout)(found)
        features = layers.Dense(hidden, activation="relu", name="hidden")(layers.Flatten()(found))
        return layers.Dense(outputs, name="score")(features)

    return over_codes(window, body, "beluga", both_strands=both_strands)
