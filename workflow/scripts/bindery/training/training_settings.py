"""How a model is trained, under names that a type checker knows.

Snakemake hands a job plain values; they become `Training` once, where the job starts.
"""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Training:
    """A config's `training`, whole: a key too many or too few is a TypeError.

    Attributes:
        optimizer: name of a Keras optimizer.
        learning_rate: its learning rate.
        momentum: of `sgd`; the others do not read it.
        nesterov: whether that momentum looks ahead.
        weight_decay: share of each weight taken off at a step, times the learning rate; 0 for none.
        clip_norm: largest norm of one weight's gradient, or None.
        batch_size: rows in a batch.
        epochs: at most.
        least_steps: batches of an epoch at least; fewer rows are passed over again.
        patience: epochs without a better value of `monitor` before training stops.
        monitor: what early stopping watches on the validation rows.
        restarts: trainings, each from its own random weights.
        keep: the best restart, or one model whose score is the mean of all restarts' scores.
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
