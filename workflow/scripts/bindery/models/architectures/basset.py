"""Basset: three normalised convolutions and two dense layers."""

from collections.abc import Sequence
from typing import Any, Literal

import keras
from keras import layers

from bindery.models.strands import over_codes

VARIANTS = {
    "paper": {
        "training": {
            "optimizer": "rmsprop",
            "learning_rate": 0.002,
            "batch_size": 128,
            "patience": 10,
        }
    },
    "small": {
        "settings": {"detectors": [48, 48, 48], "hidden": [64, 64]},
        "training": {"optimizer": "adam", "learning_rate": 0.001, "batch_size": 64},
    },
}


def build(
    window: int,
    *,
    detectors: Sequence[int] = (300, 200, 200),
    widths: Sequence[int] = (19, 11, 7),
    pools: Sequence[int] = (3, 4, 4),
    pooling: Literal["max", "average"] = "max",
    convolution_dropout: float = 0.0,
    hidden: Sequence[int] = (1000, 1000),
    dropout: float = 0.3,
    outputs: int = 1,
    both_strands: bool = True,
) -> keras.Model:
    """Basset (Kelley, Snoek, Rinn, Genome Res 2016).

    The layers: three convolutions that keep the length, each with batch normalisation, ReLU and max
    pooling (a last, shorter window counts); two dense layers, each with batch normalisation, ReLU
    and dropout; scores. With 600 bases and 164 outputs it has 4,735,064 trainable parameters and
    5,400 moving averages.

    Differences from the paper: the outputs are log-odds, not probabilities; one output is the
    default; the mean over strands is taken in training too, where the paper alternates strands by
    epoch; columns' norms are not limited; RMSprop's rho and the normalisation's epsilon are Keras's
    defaults; early stopping watches the validation loss, not the AUROC. The variant `small` suits
    hundreds to thousands of peaks.

    Args:
        window: bases in a sequence; the paper's is 600.
        detectors: detectors of each convolution.
        widths: positions that a detector of each spans.
        pools: positions that are pooled after each, and the step.
        pooling: whether their maximum counts, as in the paper, or their mean, which keeps weak
            sites and how many there are.
        convolution_dropout: share of values dropped in training after each convolution; the
            paper's is 0.
        hidden: units of each dense layer.
        dropout: share of their values dropped in training.
        outputs: number of scores for a sequence; the paper's are 164.
        both_strands: whether the score is the mean of both strands.

    Returns:
        Model `basset`: codes, uint8, shape (batch, window) -> scores, float32, shape
        (batch, outputs).

    Raises:
        ValueError: the pooling is unknown.
    """
    if pooling not in ("max", "average"):
        raise ValueError(f"pooling is max or average, not {pooling}")

    def body(bases: Any) -> Any:
        found = bases
        for number, sizes in enumerate(zip(detectors, widths, pools, strict=True), 1):
            count, width, pool = sizes
            name = "detectors" if number == 1 else f"detectors_{number}"
            found = layers.Conv1D(count, width, padding="same", name=name)(found)
            found = layers.ReLU()(layers.BatchNormalization(momentum=0.9)(found))
            if convolution_dropout:
                found = layers.Dropout(convolution_dropout)(found)
            found = _pooled(found, pool, pooling)
        features = layers.Flatten()(found)
        for number, units in enumerate(hidden, 1):
            features = layers.Dense(units, name=f"hidden_{number}")(features)
            features = layers.ReLU()(layers.BatchNormalization(momentum=0.9)(features))
            features = layers.Dropout(dropout)(features)
        return layers.Dense(outputs, name="score")(features)

    return over_codes(window, body, "basset", both_strands=both_strands)


def _pooled(found: Any, pool: int, pooling: str) -> Any:
    """Positions pooled in steps; the last window is shorter where they do not divide."""
    if pooling == "average":
        return layers.AveragePooling1D(pool, padding="same")(found)
    # Torch's ceil pooling. Zeros after ReLU are no maximum.
    short = -found.shape[1] % pool
    found = layers.ZeroPadding1D((0, short))(found) if short else found
    return layers.MaxPooling1D(pool)(found)
