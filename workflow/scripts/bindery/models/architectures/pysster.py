"""pysster's network: stacked convolutions that pool little, for sites of RNA-binding proteins."""

from typing import Any

import keras
from keras import layers

from bindery.models.strands import over_codes

VARIANTS = {
    "paper": {
        "training": {
            "optimizer": "adam",
            "learning_rate": 0.0005,
            "batch_size": 128,
            "patience": 15,
            "monitor": "val_loss",
        }
    },
    "small": {
        "settings": {"width": 12, "pool": 4},
        "training": {"optimizer": "adam", "learning_rate": 0.001, "batch_size": 64},
    },
}


def build(
    window: int,
    *,
    detectors: int = 30,
    width: int = 25,
    convolutions: int = 2,
    pool: int = 2,
    hidden: int = 100,
    input_dropout: float = 0.1,
    pool_dropout: float = 0.3,
    hidden_dropout: float = 0.6,
    max_norm: float = 3.0,
    outputs: int = 1,
    both_strands: bool = True,
    structure: int = 0,
) -> keras.Model:
    """Pysster (Budach and Marsico, Bioinformatics 2018), after its released code.

    The layers: dropout; convolutions with ReLU, each followed by max pooling and dropout; a hidden
    layer with ReLU; dropout; scores. The norm of each unit's weights is limited. All positions
    reach the hidden layer, so the network can learn where in a window sites lie, and how many.
    With 200 bases it has 121,761 parameters.

    Differences from the paper: a single log-odds replaces the softmax over two classes; the
    learning rate stays as it is, where the paper halves it after five epochs without a lower loss.
    The variant `small`, with shorter detectors and wider pools, is for a few thousand sites.

    Args:
        window: bases in a sequence.
        detectors: detectors of each convolution.
        width: positions that a detector spans.
        convolutions: number of convolutions.
        pool: positions of which the maximum is taken after each, and the step.
        hidden: units of the hidden layer.
        input_dropout: share of the bases' channels dropped in training.
        pool_dropout: share of pooled values dropped in training.
        hidden_dropout: share of hidden units dropped in training.
        max_norm: largest norm of a unit's weights.
        outputs: number of scores for a sequence.
        both_strands: whether the score is the mean of both strands; false for RNA.
        structure: channels of secondary structure of RNA that are read beside the bases: 1
            (unpaired probabilities) or 5 (contexts); 0 for none.

    Returns:
        Model `pysster`: codes, uint8, shape (batch, window) -> scores, float32, shape
        (batch, outputs).
    """

    def body(bases: Any) -> Any:
        def limit() -> keras.constraints.Constraint:
            return keras.constraints.MaxNorm(max_norm)

        found = layers.Dropout(input_dropout)(bases)
        for number in range(1, convolutions + 1):
            name = "detectors" if number == 1 else f"detectors_{number}"
            found = layers.Conv1D(
                detectors, width, activation="relu", kernel_constraint=limit(), name=name
            )(found)
            found = layers.Dropout(pool_dropout)(layers.MaxPooling1D(pool)(found))
        features = layers.Flatten(name="matches")(found)
        features = layers.Dense(
            hidden, activation="relu", kernel_constraint=limit(), name="hidden"
        )(features)
        features = layers.Dropout(hidden_dropout)(features)
        return layers.Dense(outputs, kernel_constraint=limit(), name="score")(features)

    return over_codes(window, body, "pysster", both_strands=both_strands, structure=structure)
