"""CKN-seq: windows compared with anchor sequences by a kernel, and a linear score."""

from typing import Any, Literal

import keras
import numpy as np
from keras import layers

from bindery.alphabet import BASES, one_hot
from bindery.models.kernel_layer import KernelWindows, spherical_means
from bindery.models.strands import over_codes

# Number of windows from which the anchors are computed.
PATCHES = 250_000
VARIANTS = {
    "paper": {"training": {"optimizer": "adam", "learning_rate": 0.01, "batch_size": 128}},
    "small": {
        "settings": {"anchors": 64},
        "training": {"optimizer": "adam", "learning_rate": 0.003, "batch_size": 64},
    },
}


def build(
    window: int,
    *,
    anchors: int = 128,
    width: int = 12,
    sigma: float = 0.3,
    pooling: Literal["average", "max"] = "average",
    outputs: int = 1,
    both_strands: bool = True,
) -> keras.Model:
    """CKN-seq (Chen, Jacob, Mairal, Bioinformatics 2019) with one kernel layer.

    A Gaussian kernel on the sphere compares each window with the anchors, and the window is
    projected on their span. The mean (or maximum) over positions gives a linear score; the larger
    score of both strands counts. With the defaults it has 6,273 parameters. `initialise` sets the
    anchors to spherical means of the training set's windows.

    Differences from the paper: anchors and score are trained together by gradient descent, where
    the paper refits the score between epochs; the defaults (128 anchors of 12 bases, batch size and
    learning rate) could not be checked against the paper. The variant `small` has half the anchors.

    Args:
        window: bases in a sequence.
        anchors: sequences that windows are compared with.
        width: bases in an anchor.
        sigma: width of the kernel.
        pooling: `average` or `max`.
        outputs: number of scores for a sequence.
        both_strands: whether the score is the larger one of both strands.

    Returns:
        Model `ckn`: codes, uint8, shape (batch, window) -> scores, float32, shape
        (batch, outputs).

    Raises:
        ValueError: the pooling is unknown.
    """
    if pooling not in ("average", "max"):
        raise ValueError(f"pooling is average or max, not {pooling}")
    pool = layers.GlobalAveragePooling1D if pooling == "average" else layers.GlobalMaxPooling1D

    def body(bases: Any) -> Any:
        found = KernelWindows(anchors, width, sigma, name="detectors")(bases)
        return layers.Dense(outputs, name="score")(pool(name="matches")(found))

    return over_codes(window, body, "ckn", both_strands=both_strands, larger=True)


def initialise(model: keras.Model, codes: np.ndarray, seed: int, settings: dict) -> None:
    """Set the anchors to spherical means of windows of the training set.

    Args:
        model: a new model from `build`.
        codes: codes of training rows, uint8, shape (n, window).
        seed: seed of the draw of windows and of the means.
        settings: settings of the model, unused.
    """
    layer = model.get_layer("strand").get_layer("detectors")
    generator = np.random.default_rng(seed)
    positions = codes.shape[1] - layer.width + 1
    drawn = generator.choice(
        codes.shape[0] * positions, min(PATCHES, codes.shape[0] * positions), False
    )
    windows = np.lib.stride_tricks.sliding_window_view(codes, layer.width, axis=1)
    windows = windows[drawn // positions, drawn % positions]
    windows = windows[(windows < len(BASES)).all(1)]
    points = one_hot(windows).reshape(len(windows), -1)
    centres = spherical_means(points / np.sqrt(layer.width), layer.filters, generator)
    layer.anchors.assign(centres.reshape(layer.anchors.shape))
