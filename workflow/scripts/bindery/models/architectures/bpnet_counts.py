"""BPNet's trunk of dilated convolutions with residual connections, and a head with one score."""

from typing import Any

import keras
from keras import layers

from bindery.models.strands import over_codes

VARIANTS = {
    "paper": {
        "training": {
            "optimizer": "adam",
            "learning_rate": 0.004,
            "batch_size": 128,
            "epochs": 200,
            "patience": 5,
            "monitor": "val_loss",
        }
    },
    "small": {
        "settings": {"filters": 32, "dilated": 4},
        "training": {"optimizer": "adam", "learning_rate": 0.002, "batch_size": 64},
    },
}


def build(
    window: int,
    *,
    filters: int = 64,
    width: int = 25,
    dilated: int = 9,
    dilated_width: int = 3,
    outputs: int = 1,
    both_strands: bool = True,
) -> keras.Model:
    """The trunk of BPNet (Avsec et al., Nat Genet 2021) with a head of counts or classes.

    The layers: a convolution with ReLU; convolutions dilated by 2, 4, 8 and so on, with ReLU and
    residual connections; the mean over positions; a score. All convolutions keep the length. The
    trunk has 117,632 parameters; with one score there are 117,697.

    Differences from the paper: there is no profile and no control track; the head that predicts
    counts is used for classes (log-odds) too; the mean over strands replaces training on both
    strands, and windows are not shifted. The variant `small` has half the filters and four dilated
    layers, with a receptive field of 85 bases.

    Args:
        window: bases in a sequence; the paper's is 1,000.
        filters: filters of each layer.
        width: bases that the first layer spans.
        dilated: layers after the first.
        dilated_width: positions that these span, before dilation.
        outputs: number of scores for a sequence.
        both_strands: whether the score is the mean of both strands.

    Returns:
        Model `bpnet_counts`: codes, uint8, shape (batch, window) -> scores, float32, shape
        (batch, outputs).
    """

    def body(bases: Any) -> Any:
        found = layers.Conv1D(filters, width, padding="same", activation="relu", name="detectors")(
            bases
        )
        for number in range(1, dilated + 1):
            wider = layers.Conv1D(
                filters,
                dilated_width,
                padding="same",
                dilation_rate=2**number,
                activation="relu",
                name=f"dilated_{number}",
            )(found)
            found = layers.Add(name=f"sum_{number}")([found, wider])
        features = layers.GlobalAveragePooling1D(name="mean")(found)
        return layers.Dense(outputs, name="score")(features)

    return over_codes(window, body, "bpnet_counts", both_strands=both_strands)
