"""Train a trunk: one network for many tasks, on stretches of chromosomes or on rows."""

import logging
from collections.abc import Iterator, Sequence
from typing import Protocol

import keras
import numpy as np
from keras import ops

from bindery.errors import InputError
from bindery.runtime import parallel
from bindery.runtime.checkpoints import Checkpoints
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


class _Course:
    """A training's state: the variables, the next step, and the losses so far."""

    def __init__(self, model: keras.Model):
        self.variables = [*model.variables, *model.optimizer.variables]
        self.epoch, self.step = 0, 0
        self.losses: list[float] = []
        self.history: list[dict[str, float]] = []

    def state(self) -> dict[str, np.ndarray]:
        values = {
            f"variable_{number}": ops.convert_to_numpy(variable)
            for number, variable in enumerate(self.variables)
        }
        return values | {
            "position": np.array([self.epoch, self.step]),
            "losses": np.array(self.losses),
            "history": np.array([row["loss"] for row in self.history]),
        }

    def restore(self, state: dict[str, np.ndarray]) -> None:
        for number, variable in enumerate(self.variables):
            variable.assign(state[f"variable_{number}"])
        self.epoch, self.step = state["position"].tolist()
        self.losses = state["losses"].tolist()
        for loss in state["history"].tolist():
            self.add(loss)

    def add(self, loss: float) -> None:
        self.history.append({"epoch": len(self.history) + 1, "loss": loss})


def fit_trunk(
    model: keras.Model,
    source: Source,
    training: TrunkTraining,
    seed: int,
    checkpoints: Checkpoints | None = None,
    names: Sequence[str] = (),
) -> list[dict[str, float]]:
    """Train a network on all tasks; it ends with the moving average of its weights.

    A training that goes on from a checkpoint ends with the same weights as one that was not
    stopped.

    Args:
        model: from codes, (batch, length), to log-odds, (batch, ..., tasks).
        source: its batches.
        training: settings.
        seed: seed of the batches' order, phases and strands.
        checkpoints: where to write checkpoints, and from which to go on; None for neither.
        names: devices, of which each takes a part of every batch, see `parallel.chosen`.

    Returns:
        The mean loss of each epoch.

    Raises:
        InputError: the loss is not finite, or a signal stopped the training.
    """
    model.compile(
        optimizer=optimizer(training, training.epochs * source.steps),
        loss=balanced_cross_entropy(*source.counts()),
    )
    model.optimizer.build(model.trainable_variables)
    step = parallel.step(model, names)
    course = _Course(model)
    state = checkpoints and checkpoints.load()
    if state:
        course.restore(state)
        logger.info("goes on from epoch %d, step %d", course.epoch + 1, course.step + 1)
    while course.epoch < training.epochs:
        own = derive_seed(seed, "epoch", str(course.epoch))
        for codes, targets in source.epoch(own, course.step):
            course.losses.append(step(codes, targets))
            course.step += 1
            if checkpoints and checkpoints.due:
                checkpoints.save(course.state())
        loss = float(np.mean(course.losses))
        if not np.isfinite(loss):
            raise InputError(
                f"the training diverged in epoch {course.epoch + 1}",
                remedy="lower training.learning_rate of the trunk",
            )
        course.add(loss)
        course.epoch, course.step, course.losses = course.epoch + 1, 0, []
        logger.info("epoch %d of %d  loss %.4f", course.epoch, training.epochs, loss)
    model.optimizer.finalize_variable_values(model.trainable_variables)
    return course.history
