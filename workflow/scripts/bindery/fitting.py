"""Fit one model: early stopping, best weights kept, several starts, a line of log an epoch."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
from keras import ops

from bindery import devices
from bindery.errors import InputError
from bindery.settings import derive_seed
from bindery.targets import SCORES, judge
from bindery.tensors import Rows

logger = logging.getLogger(__name__)

PREDICT_BATCH = 512


class ValidationScore(keras.callbacks.Callback):
    """Adds `val_auprc`, or `val_pearson` for intensities, of the validation rows to the logs."""

    def __init__(self, rows: Rows, target: str):
        """Take the validation rows."""
        super().__init__()
        self.rows, self.target = rows, target

    def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
        """Predict and score; must stand before callbacks that read the score."""
        fed = devices.in_order(PREDICT_BATCH, self.rows.sequences)
        scores = self.model.predict(**fed, verbose=0)
        assert logs is not None
        if not np.isfinite(scores).all():
            raise InputError(
                f"the training diverged in epoch {epoch + 1}", remedy="lower training.learning_rate"
            )
        _, score = judge(scores[:, 0], self.rows.targets[:, 0], self.target)
        logs[f"val_{SCORES[self.target]}"] = score


class Progress(keras.callbacks.Callback):
    """Logs a line an epoch and collects the history."""

    def __init__(self) -> None:
        """Start with no history."""
        super().__init__()
        self.epochs: list[dict[str, float]] = []

    def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
        """Keep and log the epoch's figures."""
        figures = {key: float(value) for key, value in (logs or {}).items()}
        self.epochs.append(figures)
        text = "  ".join(f"{key} {value:.4f}" for key, value in figures.items())
        logger.info("epoch %d of at most %d  %s", epoch + 1, self.params["epochs"], text)


def _optimizer(training: dict) -> keras.optimizers.Optimizer:
    kind = training["optimizer"]
    arguments = {"learning_rate": training["learning_rate"]}
    if kind == "sgd":
        arguments |= {"momentum": training["momentum"], "nesterov": True}
    return keras.optimizers.get({"class_name": kind, "config": arguments})


def _callbacks(training: dict, validation: Rows, target: str, tensorboard: str | None) -> list:
    monitor = training["monitor"]
    stop = keras.callbacks.EarlyStopping(
        monitor=monitor,
        mode="min" if monitor == "val_loss" else "max",
        patience=training["patience"],
        restore_best_weights=True,
    )
    extra = [keras.callbacks.TensorBoard(tensorboard)] if tensorboard else []
    return [ValidationScore(validation, target), Progress(), stop, *extra]


def half_squared_error(targets: Any, scores: Any) -> Any:
    """Half the squared error of each row, shape (batch,): DeepBind's loss of intensities."""
    return ops.mean(ops.square(scores - targets), axis=-1) / 2


def fit(
    model: keras.Model,
    train: Rows,
    validation: Rows,
    training: dict,
    target: str = "class",
    tensorboard: str | None = None,
) -> list[dict[str, float]]:
    """Fit a model with early stopping; it ends with its best epoch's weights.

    Args:
        model: from codes, (batch, window), to log-odds or intensities, (batch, 1).
        train: rows to learn from.
        validation: rows to stop by.
        training: optimizer, learning_rate, momentum, batch_size, epochs, patience, monitor.
        target: `class` or `intensity`.
        tensorboard: folder for TensorBoard's files, or None.

    Returns:
        The figures of each epoch: loss, val_loss, val_auprc or val_pearson, and best (1 for the
        epoch kept).
    """
    classes = target == "class"
    loss = keras.losses.BinaryCrossentropy(from_logits=True) if classes else half_squared_error
    model.compile(optimizer=_optimizer(training), loss=loss)
    callbacks = _callbacks(training, validation, target, tensorboard)
    model.fit(
        train.sequences,
        train.targets,
        validation_data=(validation.sequences, validation.targets),
        batch_size=training["batch_size"],
        epochs=training["epochs"],
        shuffle=True,
        verbose=0,
        callbacks=callbacks,
    )
    history = next(entry.epochs for entry in callbacks if isinstance(entry, Progress))
    kept = best_of([epoch[training["monitor"]] for epoch in history], training["monitor"])
    for number, epoch in enumerate(history):
        epoch["best"] = int(number == kept)
    return history


def best_of(values: list[float], monitor: str) -> int:
    """The index of the first best value of `val_loss` (the least) or `val_auprc` (the most)."""
    return int(np.argmin(values) if monitor == "val_loss" else np.argmax(values))


@dataclass
class Fitted:
    """A model made of its best start, or of all.

    Attributes:
        model: the model.
        history: figures of each epoch of the best start, see `fit`.
        starts: the best value of the monitored figure in each start.
    """

    model: keras.Model
    history: list[dict[str, float]]
    starts: list[float]


def fit_starts(
    build: Callable[[], keras.Model],
    train: Rows,
    validation: Rows,
    training: dict,
    seed: int,
    target: str = "class",
    tensorboard: str | None = None,
) -> Fitted:
    """Fit a model from several random starts; keep the best, or the mean of all.

    A small net on a few hundred peaks now and then never finds the motif from where it starts;
    another start does. (DeepBind trains six and keeps the best.)

    Args:
        build: makes the model with new weights.
        train: rows to learn from.
        validation: rows to stop and to choose by.
        training: see `fit`; and `starts`, and `keep` (`best` by the monitored figure, or `mean`).
        seed: each start derives its own from it.
        target: `class` or `intensity`.
        tensorboard: folder for TensorBoard's files, or None.
    """
    monitor, found = training["monitor"], []
    for start in range(training["starts"]):
        keras.utils.clear_session()
        devices.seed_everything(derive_seed(seed, "start", str(start)))
        logger.info("start %d of %d", start + 1, training["starts"])
        model = build()
        folder = tensorboard and f"{tensorboard}/start_{start + 1}"
        history = fit(model, train, validation, training, target, folder)
        kept = best_of([epoch[monitor] for epoch in history], monitor)
        found.append((history[kept][monitor], history, model.get_weights()))
    starts = [value for value, _, _ in found]
    best = best_of(starts, monitor)
    _, history, weights = found[best]
    if training["keep"] == "mean":
        logger.info("kept the mean of %d starts", len(found))
        return Fitted(mean_of(build, [own for _, _, own in found]), history, starts)
    logger.info("kept start %d", best + 1)
    model = build()
    model.set_weights(weights)
    return Fitted(model, history, starts)


def mean_of(build: Callable[[], keras.Model], weights: list[list[np.ndarray]]) -> keras.Model:
    """One model whose score is the mean of its members' scores.

    Args:
        build: makes a member.
        weights: of each member.
    """
    members = []
    for number, own in enumerate(weights, 1):
        member = build()
        member.set_weights(own)
        members.append(keras.Model(member.input, member.output, name=f"start_{number}"))
    codes = keras.Input(member.input_shape[1:], dtype=member.inputs[0].dtype, name="sequence")
    scores = [member(codes) for member in members]
    mean = keras.layers.Average(name="mean")(scores) if len(scores) > 1 else scores[0]
    return keras.Model(codes, mean, name=member.name)
