"""The settings of a trunk's training, under names that a type checker knows."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class TrunkTraining:
    """The keys of a trunk's `training`. All are required: a missing or unknown one is a TypeError.

    Attributes:
        epochs: passes over the training stretches or rows; there is no early stopping, because the
            learning rate falls to 0 over them.
        learning_rate: AdamW's largest learning rate.
        warm_up: share of the steps in which it rises from 0; after them it falls along a cosine.
        weight_decay: AdamW's decay of weights.
        clip_norm: largest norm of the gradient of all weights together.
        averaging: momentum of the moving average of the weights, which the trained network has.
        batch_size: stretches or rows in a batch.
        labels: labels in a stretch.
        positive_within: bases from a peak's centre within which a label is a positive.
        negative_beyond: bases from it beyond which a label is a negative; between both it is not
            measured.
        precision: Keras's dtype policy.
    """

    epochs: int
    learning_rate: float
    warm_up: float
    weight_decay: float
    clip_norm: float
    averaging: float
    batch_size: int
    labels: int
    positive_within: int
    negative_beyond: int
    precision: Literal["float32", "mixed_float16", "mixed_bfloat16"]
