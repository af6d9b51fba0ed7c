"""The network of Cuperus et al. for short sequences with a measured activity."""

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
    """The network for yeast 5' untranslated regions (Cuperus et al., Genome Res 2017).

    The layers: convolutions with ReLU and dropout, without pooling, so that the position of a motif
    matters; a dense layer with ReLU and dropout; a score. With 70 bases it has 908,289 parameters.
    It was made for intensities.

    Differences from the paper: unknown bases are 0.25 in each channel, where the paper pads with
    zeros; batch size and learning rate are not from the paper; which of its searched settings was
    best could not be checked. The variant `small` suits thousands of sequences.

    Args:
        window: bases in a sequence; the paper's is 50, padded to 70.
        detectors: detectors of each convolution.
        width: positions that a detector spans.
        convolutions: number of convolutions; the first has no padding, the others keep the length.
        convolution_dropout: share of values dropped in training after each convolution.
        hidden: units of the dense layer.
        hidden_dropout: share of them dropped in training.
        outputs: number of scores for a sequence.
        both_strands: whether the score is the mean of both strands; false for RNA.

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
