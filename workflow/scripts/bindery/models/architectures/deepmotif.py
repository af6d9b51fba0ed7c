"""Deep Motif Dashboard's three networks: convolutional, recurrent, and both."""

from collections.abc import Sequence
from typing import Any, Literal

import keras
from keras import layers

from bindery.models.strands import over_codes

VARIANTS = {
    "paper": {
        "training": {
            "optimizer": "adam",
            "learning_rate": 0.01,
            "batch_size": 256,
            "epochs": 50,
            "clip_norm": 5.0,
        }
    },
    "small": {
        "settings": {"detectors": 64},
        "training": {"optimizer": "adam", "learning_rate": 0.001, "batch_size": 64},
    },
}


def build(
    window: int,
    *,
    network: Literal["cnn", "rnn", "cnn_rnn"] = "cnn",
    detectors: int = 128,
    widths: Sequence[int] = (9, 5, 3),
    pool: int = 2,
    dropout: float = 0.5,
    recurrent: int = 32,
    outputs: int = 1,
    both_strands: bool = True,
) -> keras.Model:
    """Deep Motif Dashboard (Lanchantin, Singh, Wang, Qi, PSB 2017), after its `model.lua`.

    `cnn` has three convolutions with ReLU, max pooling and dropout between them, the global
    maximum, and a score. `rnn` has a bidirectional LSTM over bases, the mean over positions, and a
    score. `cnn_rnn` has the first convolution, which keeps the length, followed by the layers of
    `rnn`. With two outputs, as published, they have 136,322, 9,602 and 46,082 parameters.

    Differences from the paper: a single log-odds replaces the softmax over two classes; the score
    is the mean over strands; the learning rate is not halved every ten epochs. The variant `small`
    has half the detectors and a tenth of the learning rate.

    Args:
        window: bases in a sequence; the paper's is 101.
        network: `cnn`, `rnn` or `cnn_rnn`.
        detectors: detectors of each convolution.
        widths: positions that a detector of each spans; `cnn_rnn` takes the first.
        pool: positions of which the maximum is taken between convolutions, and the step.
        dropout: share of values dropped there in training.
        recurrent: units of the LSTM in each direction.
        outputs: number of scores for a sequence.
        both_strands: whether the score is the mean of both strands.

    Returns:
        Model `deepmotif`: codes, uint8, shape (batch, window) -> scores, float32, shape
        (batch, outputs).

    Raises:
        ValueError: the network is unknown.
    """
    if network not in ("cnn", "rnn", "cnn_rnn"):
        raise ValueError(f"network is cnn, rnn or cnn_rnn, not {network}")

    def convolve(found: Any) -> Any:
        for number, width in enumerate(widths, 1):
            if number > 1:
                found = layers.Dropout(dropout)(layers.MaxPooling1D(pool)(found))
            name = "detectors" if number == 1 else f"detectors_{number}"
            found = layers.Conv1D(detectors, width, activation="relu", name=name)(found)
        return layers.GlobalMaxPooling1D(name="best_match")(found)

    def read(found: Any) -> Any:
        if network == "cnn_rnn":
            found = layers.Conv1D(
                detectors, widths[0], padding="same", activation="relu", name="detectors"
            )(found)
        both = layers.LSTM(recurrent, return_sequences=True)
        found = layers.Bidirectional(both, name="both_directions")(found)
        return layers.GlobalAveragePooling1D(name="mean_state")(found)

    def body(bases: Any) -> Any:
        features = convolve(bases) if network == "cnn" else read(bases)
        return layers.Dense(outputs, name="score")(features)

    return over_codes(window, body, "deepmotif", both_strands=both_strands)
