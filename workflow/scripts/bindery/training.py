"""Fit one model to one tensor: early stopping, best weights kept, a line of log an epoch."""

import functools
import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from os import PathLike

import keras
import numpy as np
from sklearn.metrics import average_precision_score

from bindery import architectures, devices
from bindery.errors import InputError
from bindery.files import sha256, write_text, written
from bindery.predictions import write_predictions
from bindery.provenance import provenance
from bindery.settings import derive_seed
from bindery.splits import TRAIN, VALIDATION
from bindery.tensors import Rows, Tensor

logger = logging.getLogger(__name__)

PREDICT_BATCH = 512


class ValidationAuprc(keras.callbacks.Callback):
    """Adds `val_auprc`, scikit-learn's average precision on the validation rows, to the logs."""

    def __init__(self, rows: Rows):
        """Take the validation rows."""
        super().__init__()
        self.rows = rows

    def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
        """Predict and score; must stand before callbacks that read `val_auprc`."""
        scores = self.model.predict(self.rows.sequences, batch_size=PREDICT_BATCH, verbose=0)
        assert logs is not None
        if not np.isfinite(scores).all():
            raise InputError(
                f"the training diverged in epoch {epoch + 1}", remedy="lower training.learning_rate"
            )
        logs["val_auprc"] = float(average_precision_score(self.rows.targets[:, 0], scores[:, 0]))


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


def _callbacks(training: dict, validation: Rows, tensorboard: str | None) -> list:
    monitor = training["monitor"]
    stop = keras.callbacks.EarlyStopping(
        monitor=monitor,
        mode="min" if monitor == "val_loss" else "max",
        patience=training["patience"],
        restore_best_weights=True,
    )
    extra = [keras.callbacks.TensorBoard(tensorboard)] if tensorboard else []
    return [ValidationAuprc(validation), Progress(), stop, *extra]


def fit(
    model: keras.Model,
    train: Rows,
    validation: Rows,
    training: dict,
    tensorboard: str | None = None,
) -> list[dict[str, float]]:
    """Fit a model of log-odds with early stopping; it ends with its best epoch's weights.

    Args:
        model: from codes, (batch, window), to log-odds, (batch, 1).
        train: rows to learn from.
        validation: rows to stop by.
        training: optimizer, learning_rate, momentum, batch_size, epochs, patience, monitor.
        tensorboard: folder for TensorBoard's files, or None.

    Returns:
        The figures of each epoch: loss, val_loss, val_auprc, and best (1 for the epoch kept).
    """
    loss = keras.losses.BinaryCrossentropy(from_logits=True)
    model.compile(optimizer=_optimizer(training), loss=loss)
    callbacks = _callbacks(training, validation, tensorboard)
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
        tensorboard: folder for TensorBoard's files, or None.
    """
    monitor, found = training["monitor"], []
    for start in range(training["starts"]):
        keras.utils.clear_session()
        devices.seed_everything(derive_seed(seed, "start", str(start)))
        logger.info("start %d of %d", start + 1, training["starts"])
        model = build()
        folder = tensorboard and f"{tensorboard}/start_{start + 1}"
        history = fit(model, train, validation, training, folder)
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


def write_history(path: str | PathLike, history: list[dict[str, float]]) -> None:
    """Write the figures of each epoch as TSV.

    Epochs count from 1, unless the figures have an `epoch` of their own, which may be a fraction.
    """
    watched = "val_pearson" if "val_pearson" in history[0] else "val_auprc"
    columns = ("epoch", "loss", "val_loss", watched, "best")
    lines = ["\t".join(columns)]
    for number, figures in enumerate(history, 1):
        lines.append("\t".join(f"{({'epoch': number} | figures)[name]:.6g}" for name in columns))
    write_text(path, "\n".join(lines) + "\n")


def scores(model: keras.Model, codes: np.ndarray) -> np.ndarray:
    """A model's scores of codes, uint8, (n, window): float32, (n,)."""
    return model.predict(codes, batch_size=PREDICT_BATCH, verbose=0)[:, 0]


def save(model: keras.Model, path: str | PathLike) -> None:
    """Save a model as `.keras`, without the state of its training, whole or not at all."""
    bare = keras.Model.from_config(model.get_config())
    bare.set_weights(model.get_weights())
    with written(path) as temporary:
        bare.save(temporary)


def train(
    *,
    tensor: str,
    model: str,
    history: str,
    predictions: str,
    provenance_file: str,
    architecture: str,
    settings: dict,
    training: dict,
    backend: str,
    backend_threads: int,
    seed: int,
    tensorboard_folder: str,
) -> None:
    """Train the model of one experiment and predict its held-out rows.

    Args:
        tensor: the experiment's tensor file.
        model: output, `.keras`.
        history: output, TSV, a row an epoch.
        predictions: output, TSV.gz, validation and test rows.
        provenance_file: output, JSON.
        architecture: name of a module of `architectures`.
        settings: its arguments.
        training: see `fit_starts`.
        backend: Keras's backend, recorded; `devices.prepare` has set it.
        backend_threads: recorded alike.
        seed: of this experiment's and model's training.
        tensorboard_folder: where TensorBoard's files go, if `training` asks for them.
    """
    with Tensor(tensor) as opened:
        train_rows = opened.rows(opened.split_rows(TRAIN))
        validation_rows = opened.rows(opened.split_rows(VALIDATION))
        logger.info(
            "%s: %d training rows, %d validation rows, on %s",
            architecture,
            len(train_rows.targets),
            len(validation_rows.targets),
            devices.describe(),
        )
        build = functools.partial(architectures.build, architecture, opened.window, **settings)
        tensorboard = tensorboard_folder if training["tensorboard"] else None
        fitted = fit_starts(build, train_rows, validation_rows, training, seed, tensorboard)
        write_predictions(predictions, opened, lambda codes: scores(fitted.model, codes))
        tensor_attributes = opened.attributes
    write_history(history, fitted.history)
    save(fitted.model, model)
    facts = {
        "architecture": architecture,
        "parameters": int(fitted.model.count_params()),
        "settings": settings,
        "training": training,
        "starts": fitted.starts,
        "backend": backend,
        "backend_threads": backend_threads,
        "device": devices.describe(),
        "seed": seed,
        "tensor": tensor_attributes,
        "tensor_sha256": sha256(tensor),
    }
    write_text(provenance_file, json.dumps(provenance(facts), indent=1, sort_keys=True) + "\n")
