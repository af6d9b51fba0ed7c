"""Fit a model of several cells, with early stopping and random restarts."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

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
        history: losses and scores of each epoch of the best restart.
        restarts: the best value of the monitored quantity in each restart.
    """

    model: keras.Model
    history: list[dict[str, float]]
    restarts: list[float]


def fit_cells(
    build: Callable[[], keras.Model],
    train: CellRows,
    validation: CellRows,
    training: Training,
    seed: int,
    checkpoints: Checkpoints | None = None,
) -> FittedCells:
    """Fit a model in several random restarts; keep the best, or the mean of all.

    Args:
        build: function that builds the model.
        train: training rows.
        validation: validation rows, for early stopping and the choice of the best restart.
        training: settings of the training.
        seed: seed from which each restart derives its own.
        checkpoints: where to write checkpoints, and from which to go on; None for neither.
    """
    course, models = Restarts(checkpoints), []
    weights = class_weights(train.targets)
    for restart in range(training.restarts):
        devices.seed_everything(derive_seed(seed, "start", str(restart)))
        model = build()
        if restart < len(course.finished):
            model.set_weights(course.weights(restart))
        else:
            logger.info("restart %d of %d", restart + 1, training.restarts)
            history = _fit(model, train, validation, training, weights, course)
            kept = best_of([epoch[training.monitor] for epoch in history], training.monitor)
            course.finish(history[kept][training.monitor], history, model)
        models.append(model)
    restarts, histories = (list(part) for part in zip(*course.finished, strict=True))
    best = best_of(restarts, training.monitor)
    own = [calibrated(model, offsets(*weights)) for model in models]
    whole = mean_of(own) if training.keep == "mean" and len(own) > 1 else own[best]
    return FittedCells(whole, histories[best], restarts)


def _fit(
    model: keras.Model,
    train: CellRows,
    validation: CellRows,
    training: Training,
    weights: tuple[np.ndarray, np.ndarray],
    course: Restarts,
) -> list[dict[str, float]]:
    """One training; a dict for each epoch, with `best` of the one that is kept."""
    optimizer = optimizer_of(training)
    model.compile(optimizer=optimizer, loss=measured_cross_entropy(*weights))
    model.optimizer.build(model.trainable_variables)
    stop = keras.callbacks.EarlyStopping(
        monitor=training.monitor,
        mode="min" if training.monitor == "val_loss" else "max",
        patience=training.patience,
        restore_best_weights=True,
    )
    progress = Progress()
    rate = keras.callbacks.LearningRateScheduler(
        lambda epoch: training.learning_rate * DECAY**epoch
    )
    model.fit(
        fed(model, train),
        train.targets,
        validation_data=(fed(model, validation), validation.targets),
        batch_size=training.batch_size,
        initial_epoch=course.first_epoch,
        epochs=training.epochs,
        shuffle=True,
        verbose=0,
        callbacks=[
            rate,
            CellScores(validation),
            progress,
            stop,
            *course.callbacks(stop, progress.epochs),
        ],
    )
    history = progress.epochs
    kept = best_of([epoch[training.monitor] for epoch in history], training.monitor)
    for number, epoch in enumerate(history):
        epoch["best"] = int(number == kept)
    return history


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
