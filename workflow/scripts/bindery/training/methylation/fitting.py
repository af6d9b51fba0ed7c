"""Fit a model of several cells, with early stopping and random restarts."""

import functools
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
from sklearn.metrics import average_precision_score

from bindery.data.methylation.rows import CellRows
from bindery.errors import InputError
from bindery.models.heads import Trunk
from bindery.runtime import devices
from bindery.runtime.checkpoints import Checkpoints
from bindery.seeds import derive_seed
from bindery.training.fitting import Progress, best_of, optimizer_of
from bindery.training.methylation.losses import class_weights, measured_cross_entropy, offsets
from bindery.training.methylation.scores import cell_scores, fed
from bindery.training.resume import Restarts
from bindery.training.training_settings import Training

logger = logging.getLogger(__name__)

# The learning rate is multiplied by this after each epoch, as in DeepCpG.
DECAY = 0.975
# What the log says of the restarts that learn the validation rows too.
AGAIN = ("", ", with the validation rows")


def mean_precision(targets: np.ndarray, scores: np.ndarray) -> float:
    """The mean over cells of the average precision; NaN if no cell has both classes.

    Args:
        targets: 1, 0 or NaN, shape (n, cells).
        scores: log-odds, shape (n, cells).
    """
    found = []
    for target, score in zip(targets.T, scores.T, strict=True):
        known = ~np.isnan(target)
        if len(np.unique(target[known])) > 1:
            found.append(average_precision_score(target[known], score[known]))
    return float(np.mean(found)) if found else float("nan")


class CellScores(keras.callbacks.Callback):
    """Adds `val_auprc`, the mean over cells, to the logs."""

    def __init__(self, rows: CellRows):
        """Create a callback for validation rows."""
        super().__init__()
        self.rows = rows

    def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
        """Predict and score the rows; must come before callbacks that read the score."""
        scores = cell_scores(self.model, self.rows)
        assert logs is not None
        if not np.isfinite(scores).all():
            raise InputError(
                f"the training diverged in epoch {epoch + 1}", remedy="lower training.learning_rate"
            )
        logs["val_auprc"] = mean_precision(self.rows.targets, scores)


@dataclass
class FittedCells:
    """A fitted model of several cells.

    Attributes:
        model: the model; its scores are log-odds at each cell's own share of methylated sites.
        held_out: the model that was not trained on the validation rows: the same one, unless the
            final rows are all.
        history: losses and scores of each epoch of the best restart.
        restarts: the best value of the monitored quantity in each restart.
    """

    model: keras.Model
    held_out: keras.Model
    history: list[dict[str, float]]
    restarts: list[float]

    @property
    def best(self) -> dict[str, float]:
        """The row of the history that was kept."""
        return next(row for row in self.history if row["best"])


def fit_cells(
    build: Callable[[], keras.Model],
    train: CellRows,
    validation: CellRows,
    training: Training,
    seed: int,
    checkpoints: Checkpoints | None = None,
    *,
    final_rows: str = "train",
) -> FittedCells:
    """Fit a model in several random restarts; keep the best, or the mean of all.

    Args:
        build: function that builds the model.
        train: training rows.
        validation: validation rows, for early stopping and the choice of the best restart.
        training: settings of the training.
        seed: seed from which each restart derives its own.
        checkpoints: where to write checkpoints, and from which to go on; None for neither.
        final_rows: `train`, or `all`: each restart is then trained again on the rows of both, for
            as many epochs as were best.
    """
    course, number = Restarts(checkpoints), training.restarts
    weights = class_weights(train.targets)

    def fitted(index: int, fit: Callable[[keras.Model], list[dict[str, float]]]) -> keras.Model:
        devices.seed_everything(derive_seed(seed, "start", str(index % number)))
        model = build()
        if index < len(course.finished):
            model.set_weights(course.weights(index))
            return model
        logger.info("restart %d of %d%s", index % number + 1, number, AGAIN[index // number])
        history = fit(model)
        kept = best_of([epoch[training.monitor] for epoch in history], training.monitor)
        course.finish(history[kept][training.monitor], history, model)
        return model

    how: dict[str, Any] = {"training": training, "weights": weights, "course": course}
    first = functools.partial(_fit, train=train, validation=validation, **how)
    models = [fitted(index, first) for index in range(number)]
    restarts, histories = (list(part) for part in zip(*course.finished[:number], strict=True))
    best = best_of(restarts, training.monitor)

    def whole(models: list[keras.Model], weights: tuple[np.ndarray, np.ndarray]) -> keras.Model:
        own = [calibrated(model, offsets(*weights)) for model in models]
        return mean_of(own) if training.keep == "mean" and len(own) > 1 else own[best]

    held_out = final = whole(models, weights)
    if final_rows == "all":
        every = CellRows.joined([train, validation])
        weights = how["weights"] = class_weights(every.targets)
        again = [
            fitted(number + index, functools.partial(_fit_again, every=every, before=own, **how))
            for index, own in enumerate(histories)
        ]
        final = whole(again, weights)
    return FittedCells(final, held_out, histories[best], restarts)


def _fit(
    model: keras.Model,
    train: CellRows,
    validation: CellRows,
    training: Training,
    weights: tuple[np.ndarray, np.ndarray],
    course: Restarts,
) -> list[dict[str, float]]:
    """One training; a dict for each epoch, with `best` of the one that is kept."""
    stop = keras.callbacks.EarlyStopping(
        monitor=training.monitor,
        mode="min" if training.monitor == "val_loss" else "max",
        patience=training.patience,
        restore_best_weights=True,
    )
    history = _learn(
        model,
        train,
        training,
        weights,
        course,
        stop,
        epochs=training.epochs,
        scores=[CellScores(validation)],
        validation_data=(fed(model, validation), validation.targets),
    )
    kept = best_of([epoch[training.monitor] for epoch in history], training.monitor)
    for number, epoch in enumerate(history):
        epoch["best"] = int(number == kept)
    return history


def _fit_again(
    model: keras.Model,
    every: CellRows,
    before: list[dict[str, float]],
    training: Training,
    weights: tuple[np.ndarray, np.ndarray],
    course: Restarts,
) -> list[dict[str, float]]:
    """One training for the epochs that were best before; its monitored values are those."""
    epochs = next(number for number, epoch in enumerate(before, 1) if epoch["best"])
    never = keras.callbacks.EarlyStopping(monitor="loss", mode="min", patience=epochs + 1)
    history = _learn(model, every, training, weights, course, never, epochs=epochs, scores=[])
    known = {training.monitor: before[epochs - 1][training.monitor]}
    return [epoch | known for epoch in history]


def _learn(
    model: keras.Model,
    rows: CellRows,
    training: Training,
    weights: tuple[np.ndarray, np.ndarray],
    course: Restarts,
    stop: keras.callbacks.EarlyStopping,
    *,
    epochs: int,
    scores: list[keras.callbacks.Callback],
    **more: Any,
) -> list[dict[str, float]]:
    """Epochs over some rows, until `stop` ends them; a dict for each."""
    optimizer = optimizer_of(training)
    model.compile(optimizer=optimizer, loss=measured_cross_entropy(*weights))
    model.optimizer.build(model.trainable_variables)
    progress = Progress()
    rate = keras.callbacks.LearningRateScheduler(
        lambda epoch: training.learning_rate * DECAY**epoch
    )
    model.fit(
        fed(model, rows),
        rows.targets,
        batch_size=training.batch_size,
        initial_epoch=course.first_epoch,
        epochs=epochs,
        shuffle=True,
        verbose=0,
        callbacks=[rate, *scores, progress, stop, *course.callbacks(stop, progress.epochs)],
        **more,
    )
    return progress.epochs


def calibrated(model: keras.Model, offset: np.ndarray) -> keras.Model:
    """A model without what weights by class added to its log-odds.

    A DNA module of several cells becomes one whose first score is the mean over cells, so that all
    that reads a model's first score explains, scores and scans by that mean.

    Args:
        model: the fitted model; its layer `score` is dense.
        offset: the addition in each cell, shape (cells,).
    """
    of_strand = [layer for layer in model.layers if layer.name == "strand"]
    inside = of_strand[0] if of_strand else model
    layer = inside.get_layer("score")
    kernel, bias = layer.get_weights()
    layer.set_weights([kernel, bias - offset])
    return Trunk(model).with_mean_first() if of_strand and len(bias) > 1 else model


def mean_of(models: list[keras.Model]) -> keras.Model:
    """One model whose scores are the means of its members' scores."""
    first = models[0]
    inputs = [keras.Input(own.shape[1:], dtype=own.dtype, name=own.name) for own in first.inputs]
    named = dict(zip((own.name for own in inputs), inputs, strict=True))
    scores = []
    for number, model in enumerate(models, 1):
        member = keras.Model(model.inputs, model.outputs[0], name=f"start_{number}")
        scores.append(member([named[own.name] for own in model.inputs]))
    mean = keras.layers.Average(name="mean")(scores)
    return keras.Model(inputs[0] if len(inputs) == 1 else named, mean, name=first.name)
