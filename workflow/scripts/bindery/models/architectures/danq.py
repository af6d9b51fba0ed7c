"""DanQ: motif detectors and a bidirectional recurrent layer."""

from typing import Any

import keras
from keras import layers

from bindery.models.strands import over_codes

VARIANTS = {
    "paper": {
        "training": {
            "optimizer": "rmsprop",
            "learning_rate": 0.001,
            "batch_size": 100,
            "epochs": 60,
            "patience": 5,
            "monitor": "val_loss",
        }
    },
    "small": {
        "settings": {"detectors": 64, "width": 19, "recurrent": 32, "hidden": 32},
        "training": {"optimizer": "adam", "learning_rate": 0.002, "batch_size": 64},
    },
}


def build(
    window: int,
    *,
    detectors: int = 320,
    width: int = 26,
    pool: int = 13,
    pool_dropout: float = 0.2,
    recurrent: int = 320,
    recurrent_dropout: float = 0.5,
    hidden: int = 925,
    outputs: int = 1,
    both_strands: bool = True,
) -> keras.Model:
    """DanQ (Quang and Xie, Nucleic Acids Res 2016), after its released training script.

    The layers: detectors with ReLU; max pooling; dropout; a bidirectional LSTM; dropout; a dense
    layer with ReLU; scores. With 1,000 bases and 919 outputs it has 46,926,479 parameters.

    Differences from the paper: the outputs are log-odds, not probabilities; one output is the
    default; the mean over strands is taken in training too, where the paper trains on both strands
    as separate rows. The variant `small` (58,497 parameters with 201 bases) suits hundreds to
    thousands of peaks.

    Args:
        window: bases in a sequence; the paper's is 1,000.
        detectors: number of motif detectors.
        width: bases that a detector spans.
        pool: positions of which the maximum is taken, and the step.
        pool_dropout: share of pooled values dropped in training.
        recurrent: units of the LSTM in each direction.
        recurrent_dropout: share of its outputs dropped in training.
        hidden: units of the dense layer.
        outputs: number of scores for a sequence; the paper's are 919.
        both_strands: whether the score is the mean of both strands.

    Returns:
        Model `danq`: codes, uint8, shape (batch, window) -> scores, float32, shape
        (batch, outputs).
    """

    def body(bases: Any) -> Any:
        found = layers.Conv1D(detectors, width, activation="relu", name="detectors")(bases)
        found = layers.MaxPooling1D(pool, name="local_match")(found)
        found = layers.Dropout(pool_dropout)(found)
        read = layers.Bidirectional(
            layers.LSTM(recurrent, return_sequences=True), name="both_directions"
        )(found)
        features = layers.Flatten()(layers.Dropout(recurrent_dropout)(read))
        features = layers.Dense(hidden, activation="relu", name="hidden")(features)
        return layers.Dense(outputs, name="score")(features)

    return over_codes(window, body, "danq", both_strands=both_strands)
