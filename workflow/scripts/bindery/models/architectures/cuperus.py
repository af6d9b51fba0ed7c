"""Cuperus and colleagues' network of short sequences with a measured activity."""

from typing import Any

import keras
from keras import layers

from bindery.models.strands import over_codes

VARIANTS = {
    "paper": {"training": {"optimizer": "adam", "learning_rate": 0.001, "batch_size": 128}},
    "small": {
        "settings": {"detectors": 32, "hidden": 32},
        "training": {"optimizer": "adam", "learning_rate": 0.001, "batch_size": 64},
    },
}


def build(
    window: int,
    *,
    detectors: int = 128,
    width: int = 13,
    convolutions: int = 3,
    convolution_dropout: float = 0.15,
    hidden: int = 64,
    hidden_dropout: float = 0.25,
    outputs: int = 1,
    both_strands: bool = False,
) -> keras.Model:
    """The network of yeast 5' untranslated regions (Cuperus et al., Genome Res 2017).

    Convolutions with ReLU and dropout, no pool, so that where a motif stands counts; a dense
    layer, ReLU, dropout; a score. Of 70 bases 908,289 parameters. It was made for intensities.

    What differs from the paper: unknown bases are 0.25 in each channel, where it pads with zeros;
    its batch and learning rate are Keras's and ours, and which of the searched settings won is as
    recalled. The variant `small` suits thousands of sequences.

    Args:
        window: bases in a sequence; the paper's is 50, padded to 70.
        detectors: of each convolution.
        width: positions that a detector spans.
        convolutions: how many; the first has no padding, the others keep the length.
        convolution_dropout: share of values silenced in training, after each.
        hidden: units of the dense layer.
        hidden_dropout: share of them silenced in training.
        outputs: scores of a sequence.
        both_strands: whether the score is the mean of both strands; not of RNA.

    Returns:
        Model `cuperus`: codes, uint8, shape (batch, window) -> scores, float32, shape
        (batch, outputs).
    """

    def body(bases: Any) -> Any:
        found = bases
        for number in range(1, convolutions + 1):
            padding, name = (
                ("valid", "detectors") if number == 1 else ("same", f"detectors_{number}")
            )
            found = layers.Conv1D(detectors, width, padding=padding, activation="relu", name=name)(
                found
            )
            found = layers.Dropout(convolution_dropout)(found)
        features = layers.Dense(hidden, activation="relu", name="hidden")(layers.Flatten()(found))
        return layers.Dense(outputs, name="score")(layers.Dropout(hidden_dropout)(features))

    return over_codes(window, body, "cuperus", both_strands=both_strands)
