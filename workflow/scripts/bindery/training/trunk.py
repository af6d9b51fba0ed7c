"""Train a trunk: one network for many tasks, on stretches of chromosomes or on rows."""

import logging
from collections.abc import Iterator
from typing import Protocol

import keras
import numpy as np

from bindery.errors import InputError
from bindery.seeds import derive_seed
from bindery.training.losses import balanced_cross_entropy
from bindery.training.trunk_settings import TrunkTraining

logger = logging.getLogger(__name__)


class Source(Protocol):
    """Where a trunk's batches are from."""

    @property
    def steps(self) -> int:
        """Batches of an epoch."""

    def epoch(self, seed: int, first: int = 0) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Codes, uint8, (batch, length), and targets, (batch, ..., tasks), NaN = not measured."""

    def counts(self) -> tuple[np.ndarray, np.ndarray]:
        """The numbers of positives and negatives of each task."""


def optimizer(training: TrunkTraining, steps: int) -> keras.optimizers.Optimizer:
    """AdamW whose rate rises over the first of all steps and falls to 0, with averaged weights."""
    warm_up = max(1, round(training.warm_up * steps))
    rate = keras.optimizers.schedules.CosineDecay(
        0.0,
        decay_steps=max(1, steps - warm_up),
        warmup_target=training.learning_rate,
        warmup_steps=warm_up,
    )
    return keras.optimizers.AdamW(
        rate,
        weight_decay=training.weight_decay,
        global_clipnorm=training.clip_norm,
        use_ema=True,
        ema_momentum=training.averaging,
    )


def fit_trunk(
    model: keras.Model, source: Source, training: TrunkTraining, seed: int
) -> list[dict[str, float]]:
    """Train a network on all tasks; it ends with the moving average of its weights.

    Args:
        model: from codes, (batch, length), to log-odds, (batch, ..., tasks).
        source: its batches.
        training: settings.
        seed: seed of the batches' order, phases and strands.

    Returns:
        The mean loss of each epoch.

    Raises:
        InputError: the loss is not finite.
    """
    model.compile(
        optimizer=optimizer(training, training.epochs * source.steps),
        loss=balanced_cross_entropy(*source.counts()),
    )
    model.optimizer.build(model.trainable_variables)
    history: list[dict[str, float]] = []
    for epoch in range(training.epochs):
        losses = [
            float(model.train_on_batch(codes, targets))
            for codes, targets in source.epoch(derive_seed(seed, "epoch", str(epoch)))
        ]
        loss = float(np.mean(losses))
        if not np.isfinite(loss):
            raise InputError(
                f"the training diverged in epoch {epoch + 1}",
                remedy="lower training.learning_rate of the trunk",
            )
        history.append({"epoch": epoch + 1, "loss": loss})
        logger.info("epoch %d of %d  loss %.4f", epoch + 1, training.epochs, loss)
    model.optimizer.finalize_variable_values(model.trainable_variables)
    return history
