"""The settings of a training, under names that a type checker knows.

Snakemake hands a job plain values; they become `Training` once, where the job starts.
"""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Training:
    """The keys of a config's `training`. All are required: a missing or unknown one is a TypeError.

    Attributes:
        optimizer: name of a Keras optimizer.
        learning_rate: its learning rate.
        momentum: momentum of `sgd`; other optimizers do not use it.
        nesterov: whether that is Nesterov momentum.
        weight_decay: share of each weight subtracted at a step, times the learning rate; 0 for
            none.
        clip_norm: largest norm of a weight's gradient, or None.
        batch_size: rows in a batch.
        epochs: largest number of epochs.
        least_steps: smallest number of steps in an epoch; a small set is passed over repeatedly.
        patience: epochs without a better value of `monitor` before training stops.
        monitor: what early stopping watches on the validation rows.
        restarts: number of random restarts: trainings from different random weights.
        keep: `best` restart, or `mean`: one model whose score is the mean of all restarts.
        precision: Keras's dtype policy.
        tensorboard: whether TensorBoard's files are written.
    """

    optimizer: Literal["adam", "sgd", "rmsprop", "adadelta"]
    learning_rate: float
    momentum: float
    nesterov: bool
    weight_decay: float
    clip_norm: float | None
    batch_size: int
    epochs: int
    least_steps: int
    patience: int
    monitor: Literal["val_loss", "val_auprc", "val_pearson"]
    restarts: int
    keep: Literal["best", "mean"]
    precision: Literal["float32", "mixed_float16", "mixed_bfloat16"]
    tensorboard: bool
