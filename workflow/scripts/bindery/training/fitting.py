"""Fit one model with early stopping and random restarts."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

import keras
import numpy as np

from bindery.data.tensors import Rows
from bindery.errors import InputError
from bindery.models.scores import PREDICT_BATCH
from bindery.runtime import devices
from bindery.runtime.checkpoints import Checkpoints
from bindery.seeds import derive_seed
from bindery.targets.kinds import kind_of
from bindery.training.losses import keras_loss
from bindery.training.resume import Restarts, assign, values
from bindery.training.targets import judge
from bindery.training.training_settings import Training

logger = logging.getLogger(__name__)


class ValidationScore(keras.callbacks.Callback):
    """Adds the score of the validation rows, such as `val_auprc`, to the logs."""

    def __init__(self, rows: Rows, target: str):
        """Create a callback for validation rows and their kind of target."""
        super().__init__()
        self.rows, self.target = rows, target

    def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
        """Predict and score the rows; must come before callbacks that read the score."""
        fed = devices.in_order(PREDICT_BATCH, self.rows.sequences)
        scores = self.model.predict(**fed, verbose=0)
        assert logs is not None
        if not np.isfinite(scores).all():
            raise InputError(
                f"the training diverged in epoch {epoch + 1}", remedy="lower training.learning_rate"
            )
        _, score = judge(scores[:, 0], self.rows.targets[:, 0], self.target)
        logs[f"val_{kind_of(self.target).score}"] = score


class Progress(keras.callbacks.Callback):
    """Logs a line for each epoch and collects the history."""

    def __init__(self) -> None:
        """Create a callback with an empty history."""
        super().__init__()
        self.epochs: list[dict[str, float]] = []

    def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
        """Store and log the epoch's losses and scores."""
        figures = {key: float(value) for key, value in (logs or {}).items()}
        self.epochs.append(figures)
        text = "  ".join(f"{key} {value:.4f}" for key, value in figures.items())
        logger.info("epoch %d of at most %d  %s", epoch + 1, self.params["epochs"], text)


def optimizer_of(training: Training) -> keras.optimizers.Optimizer:
    """The optimizer of a training's settings."""
    arguments = {
        "learning_rate": training.learning_rate,
        "weight_decay": training.weight_decay or None,
        "clipnorm": training.clip_norm,
    }
    if training.optimizer == "sgd":
        arguments |= {"momentum": training.momentum, "nesterov": training.nesterov}
    return keras.optimizers.get({"class_name": training.optimizer, "config": arguments})


def _callbacks(
    training: Training, tensorboard: str | None
) -> tuple[Progress, keras.callbacks.EarlyStopping, list[keras.callbacks.Callback]]:
    stop = keras.callbacks.EarlyStopping(
        monitor=training.monitor,
        mode="min" if training.monitor == "val_loss" else "max",
        patience=training.patience,
        restore_best_weights=True,
    )
    extra = [keras.callbacks.TensorBoard(tensorboard)] if tensorboard else []
    return Progress(), stop, extra


def prepare(model: keras.Model, training: Training, target: str) -> None:
    """Compile a model for training, and create its optimizer's state."""
    loss = keras_loss(kind_of(target).loss)
    model.compile(optimizer=optimizer_of(training), loss=loss)
    model.optimizer.build(model.trainable_variables)


def fit(
    model: keras.Model,
    train: Rows,
    validation: Rows,
    training: Training,
    target: str = "class",
    tensorboard: str | None = None,
    course: Restarts | None = None,
) -> list[dict[str, float]]:
    """Fit a model with early stopping; it ends with its best epoch's weights.

    Args:
        model: model from codes, (batch, window), to log-odds or intensities, (batch, 1); compiled
            here if necessary.
        train: training rows.
        validation: validation rows, for early stopping.
        training: settings; restarts, keep, precision and tensorboard are not used here.
        target: `class` or `intensity`.
        tensorboard: folder for TensorBoard's files, or None.
        course: what was done before this training was stopped, and its checkpoints; None for a new
            training without checkpoints.

    Returns:
        A dict for each epoch: loss, val_loss, val_auprc or another score, and best (1 for the epoch
        kept).
    """
    if not model.compiled:
        prepare(model, training, target)
    course = course or Restarts(None)
    progress, stop, others = _callbacks(training, tensorboard)
    callbacks = [ValidationScore(validation, target), progress, stop, *others]
    callbacks += course.callbacks(stop, progress.epochs)
    passes = max(1, -(-training.least_steps * training.batch_size // len(train.targets)))
    sequences, targets = train.sequences, train.targets
    if passes > 1:
        sequences, targets = (np.concatenate([rows] * passes) for rows in (sequences, targets))
    model.fit(
        sequences,
        targets,
        validation_data=(validation.sequences, validation.targets),
        batch_size=training.batch_size,
        initial_epoch=course.first_epoch,
        epochs=training.epochs,
        shuffle=True,
        verbose=0,
        callbacks=callbacks,
    )
    history = progress.epochs
    kept = best_of([epoch[training.monitor] for epoch in history], training.monitor)
    for number, epoch in enumerate(history):
        epoch["best"] = int(number == kept)
    return history


def best_of(values: list[float], monitor: str) -> int:
    """The index of the first best value: the least `val_loss`, or the largest other score."""
    return int(np.argmin(values) if monitor == "val_loss" else np.argmax(values))


@dataclass
class Fitted:
    """A fitted model: the best random restart, or the mean of all.

    Attributes:
        model: the model.
        history: losses and scores of each epoch of the best restart, see `fit`.
        restarts: the best value of the monitored quantity in each restart.
        apart: for several restarts, a model that predicts the fitted model's scores, shape
            (batch, 1), and those of each restart alone, shape (batch, restarts); otherwise None.
    """

    model: keras.Model
    history: list[dict[str, float]]
    restarts: list[float]
    apart: keras.Model | None = None


def fit_restarts(
    build: Callable[[], keras.Model],
    train: Rows,
    validation: Rows,
    training: Training,
    seed: int,
    target: str = "class",
    tensorboard: str | None = None,
    first: Callable[[keras.Model, np.ndarray, int], None] | None = None,
    checkpoints: Checkpoints | None = None,
) -> Fitted:
    """Fit a model in several random restarts; keep the best, or the mean of all.

    A small model sometimes learns nothing in one restart. The validation rows show this.

    Args:
        build: function that builds the model.
        train: training rows.
        validation: validation rows, for early stopping and the choice of the best restart.
        training: settings of the training.
        seed: seed from which each restart derives its own.
        target: `class` or `intensity`.
        tensorboard: folder for TensorBoard's files, or None.
        first: function that sets a new model's first weights from training codes and a seed, see
            `registry.initialise`.
        checkpoints: where to write checkpoints, and from which to go on; None for neither.

    Raises:
        InputError: the training diverged, or a signal stopped it.
    """
    devices.seed_everything(seed)
    monitor, models, fitted = training.monitor, [], build()
    prepare(fitted, training, target)
    first_state = values(fitted.optimizer.variables)
    course = Restarts(checkpoints)
    for restart in range(training.restarts):
        own = derive_seed(seed, "start", str(restart))
        devices.seed_everything(own)
        models.append(build())
        if restart < len(course.finished):
            models[-1].set_weights(course.weights(restart))
            continue
        logger.info("restart %d of %d", restart + 1, training.restarts)
        if first is not None:
            first(models[-1], train.sequences, own)
        assign(fitted.variables, values(models[-1].variables))
        assign(fitted.optimizer.variables, first_state)
        folder = tensorboard and f"{tensorboard}/restart_{restart + 1}"
        history = fit(fitted, train, validation, training, target, folder, course)
        kept = best_of([epoch[monitor] for epoch in history], monitor)
        models[-1].set_weights(fitted.get_weights())
        course.finish(history[kept][monitor], history, models[-1])
    restarts, histories = (list(part) for part in zip(*course.finished, strict=True))
    best = best_of(restarts, monitor)
    if len(models) == 1:
        return Fitted(models[0], histories[0], restarts)
    whole = mean_of(models) if training.keep == "mean" else models[best]
    logger.info("kept %s", "the mean" if training.keep == "mean" else f"restart {best + 1}")
    return Fitted(whole, histories[best], restarts, apart(models, training.keep, best))


def _members(models: list[keras.Model]) -> tuple[keras.KerasTensor, list[keras.KerasTensor]]:
    first = models[0]
    codes = keras.Input(first.input_shape[1:], dtype=first.inputs[0].dtype, name="sequence")
    members = [
        keras.Model(model.input, model.output, name=f"start_{number}")
        for number, model in enumerate(models, 1)
    ]
    return codes, [member(codes) for member in members]


def mean_of(models: list[keras.Model]) -> keras.Model:
    """One model whose score is the mean of its members' scores."""
    codes, scores = _members(models)
    mean = keras.layers.Average(name="mean")(scores) if len(scores) > 1 else scores[0]
    return keras.Model(codes, mean, name=models[0].name)


def apart(models: list[keras.Model], keep: str, best: int) -> keras.Model:
    """A model with the kept model's score first, followed by the scores of each restart.

    Args:
        models: the model of each restart.
        keep: `mean` or `best`.
        best: index of the best restart.
    """
    codes, scores = _members(models)
    whole = keras.layers.Average(name="mean")(scores) if keep == "mean" else scores[best]
    return keras.Model(codes, [whole, keras.layers.Concatenate(name="restarts")(scores)])
