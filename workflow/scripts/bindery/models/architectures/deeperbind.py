"""DeeperBind: a few detectors and two recurrent layers, without pooling."""

from collections.abc import Sequence
from typing import Any

import keras
from keras import layers

from bindery.models.strands import over_codes

VARIANTS = {
    "paper": {
        "training": {
            "optimizer": "sgd",
            "learning_rate": 0.003,
            "momentum": 0.1,
            "nesterov": False,
            "weight_decay": 1e-5,
            "batch_size": 40,
        }
    },
    "small": {
        "settings": {"detectors": 16},
        "training": {"optimizer": "adam", "learning_rate": 0.003, "batch_size": 64},
    },
}


def build(
    window: int,
    *,
    detectors: int = 5,
    width: int = 11,
    recurrent: Sequence[int] = (30, 20),
    dropout: float = 0.2,
    outputs: int = 1,
    both_strands: bool = True,
) -> keras.Model:
    """DeeperBind (Hassanzadeh and Wang, BIBM 2016), made for probes of 35 bases.

    The layers: detectors with ReLU, not pooled; two LSTMs; dropout; the state at the last position;
    a score. With 35 bases it has 8,646 parameters.

    Differences from the paper: the score is the mean over strands; the learning rate does not
    decay. The variant `small` has more detectors and is trained by Adam, since plain gradient
    descent at the paper's learning rate needs far more rows than a few thousand peaks.

    Args:
        window: bases in a sequence; the paper's is 35.
        detectors: number of motif detectors.
        width: bases that a detector spans.
        recurrent: units of each LSTM.
        dropout: share of the last LSTM's outputs dropped in training.
        outputs: number of scores for a sequence.
        both_strands: whether the score is the mean of both strands.

    Returns:
        Model `deeperbind`: codes, uint8, shape (batch, window) -> scores, float32, shape
        (batch, outputs).
    """

    def body(bases: Any) -> Any:
        found = layers.Conv1D(detectors, width, activation="relu", name="detectors")(bases)
        for number, units in enumerate(recurrent, 1):
            deeper = number < len(recurrent)
            found = layers.LSTM(units, return_sequences=deeper, name=f"recurrent_{number}")(found)
        return layers.Dense(outputs, name="score")(layers.Dropout(dropout)(found))

    return over_codes(window, body, "deeperbind", both_strands=both_strands)
