"""A small network of convolutions and attention, for a few thousand windows and more."""

from typing import Any

import keras
from keras import layers

from bindery.models.strands import over_codes

VARIANTS = {
    "paper": {"training": {"optimizer": "adam", "learning_rate": 0.001, "batch_size": 64}},
    "small": {
        "settings": {"filters": 32, "blocks": 1},
        "training": {"optimizer": "adam", "learning_rate": 0.001, "batch_size": 64},
    },
}


def build(
    window: int,
    *,
    filters: int = 96,
    width: int = 19,
    pool: int = 4,
    blocks: int = 2,
    heads: int = 4,
    dropout: float = 0.2,
    outputs: int = 1,
    both_strands: bool = True,
) -> keras.Model:
    """A convolutional transformer of Bindery's own.

    The layers: detectors, batch normalisation, GELU, max pooling; blocks; maximum and mean over
    positions; dropout; a score. Each block has attention over positions (keys of size filters /
    heads) and a layer that mixes each position's channels, both with residual connections. A short
    convolution before the attention distinguishes neighbours, so that no position encoding is
    needed and windows may have any length.

    It is made for data of today's usual sizes, a few thousand to a million windows. The variant
    `small`, with a third of the width and one block, is for fewer.

    Args:
        window: bases in a sequence.
        filters: channels of all layers.
        width: bases that a detector spans.
        pool: positions of which the maximum is taken, and the step.
        blocks: number of attention blocks.
        heads: attention heads in each block.
        dropout: share of values dropped in training.
        outputs: number of scores for a sequence.
        both_strands: whether the score is the mean of both strands.

    Returns:
        Model `attention`: codes, uint8, shape (batch, window) -> scores, float32, shape
        (batch, outputs).
    """

    def block(found: Any, name: str) -> Any:
        near = layers.DepthwiseConv1D(5, padding="same", name=f"{name}_near")(found)
        read = layers.LayerNormalization()(layers.Add()([found, near]))
        looked = layers.MultiHeadAttention(
            heads, filters // heads, dropout=dropout, name=f"{name}_attention"
        )(read, read)
        found = layers.Add()([found, looked])
        mixed = layers.Dense(2 * filters, activation="gelu")(layers.LayerNormalization()(found))
        mixed = layers.Dense(filters)(layers.Dropout(dropout)(mixed))
        return layers.Add()([found, mixed])

    def body(bases: Any) -> Any:
        found = layers.Conv1D(filters, width, padding="same", name="detectors")(bases)
        found = layers.Activation("gelu")(layers.BatchNormalization(momentum=0.9)(found))
        found = layers.Dropout(dropout)(layers.MaxPooling1D(pool, padding="same")(found))
        for number in range(1, blocks + 1):
            found = block(found, f"block_{number}")
        found = layers.LayerNormalization()(found)
        best = layers.GlobalMaxPooling1D(name="best_match")(found)
        mean = layers.GlobalAveragePooling1D(name="mean_match")(found)
        features = layers.Dropout(dropout)(layers.Concatenate(name="matches")([best, mean]))
        return layers.Dense(outputs, name="score")(features)

    return over_codes(window, body, "attention", both_strands=both_strands)
