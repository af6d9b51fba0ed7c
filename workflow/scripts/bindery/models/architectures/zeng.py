"""The networks of Zeng, Edwards, Liu and Gifford: various detectors, layers and poolings."""

from typing import Any

import keras
from keras import layers

from bindery.models.strands import over_codes

VARIANTS = {
    "paper": {
        "training": {
            "optimizer": "adadelta",
            "learning_rate": 1.0,
            "batch_size": 100,
            "weight_decay": 5e-4,
        }
    },
    "small": {
        "training": {"optimizer": "adam", "learning_rate": 0.001, "batch_size": 64},
    },
}


def build(
    window: int,
    *,
    detectors: int = 16,
    width: int = 24,
    layers_of_detectors: int = 1,
    deeper_width: int = 9,
    local_window: int = 0,
    hidden: int = 32,
    dropout: float = 0.5,
    outputs: int = 1,
    both_strands: bool = True,
    structure: int = 0,
) -> keras.Model:
    """Zeng et al. (Bioinformatics 2016): one to three layers of detectors and a small head.

    The sequence is padded with zeros so that a site may reach over its edge. The layers: one to
    three convolutions with ReLU; a global maximum, or maxima of windows of 3 or 9 positions; a
    hidden layer; dropout; a score. The paper's nine networks have 1, 16, 64 or 128 `detectors` in
    one layer (194, 2,129, 8,321 and 16,577 parameters), or a `local_window` of 3 or 9, or two or
    three layers.

    Differences from the paper: a single log-odds replaces the softmax over two classes; both
    strands are read; the widths of the second and third layer are a setting, since they are not
    published; Adadelta's rho and epsilon are Keras's defaults; weight decay is decoupled from the
    gradient; early stopping ends the training, not 3,000 steps. The variant `small` is trained by
    Adam.

    Args:
        window: bases in a sequence; the paper's is 101.
        detectors: detectors in each layer.
        width: bases that a detector of the first layer spans.
        layers_of_detectors: 1, 2 or 3.
        deeper_width: positions that a detector of the second and third layer spans.
        local_window: positions of which the maximum is taken; 0 for all.
        hidden: units of the hidden layer.
        dropout: share of hidden units dropped in training.
        outputs: number of scores for a sequence.
        both_strands: whether the score is the mean of both strands.
        structure: channels of secondary structure of RNA that are read beside the bases: 1
            (unpaired probabilities) or 5 (contexts); 0 for none.

    Returns:
        Model `zeng`: codes, uint8, shape (batch, window) -> scores, float32, shape
        (batch, outputs).
    """

    def body(bases: Any) -> Any:
        found = layers.ZeroPadding1D(width // 2, name="pad")(bases)
        for number in range(1, layers_of_detectors + 1):
            span = width if number == 1 else deeper_width
            padding = "valid" if number == 1 else "same"
            name = "detectors" if number == 1 else f"detectors_{number}"
            found = layers.Conv1D(detectors, span, padding=padding, activation="relu", name=name)(
                found
            )
        if local_window:
            local = layers.MaxPooling1D(local_window, name="local_match")(found)
            features = layers.Flatten(name="matches")(local)
        else:
            features = layers.GlobalMaxPooling1D(name="best_match")(found)
        features = layers.Dense(hidden, activation="relu", name="hidden")(features)
        return layers.Dense(outputs, name="score")(layers.Dropout(dropout)(features))

    return over_codes(window, body, "zeng", both_strands=both_strands, structure=structure)
