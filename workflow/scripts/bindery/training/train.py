"""Train one model of one experiment without a calibration."""

import contextlib
import functools
import logging
from os import PathLike

import keras
import numpy as np

from bindery import tsv
from bindery.data.rna.structures import opened as opened_rows
from bindery.data.splits import TRAIN, VALIDATION
from bindery.data.tensors import Tensor
from bindery.files import sha256
from bindery.models import registry
from bindery.models.saving import save
from bindery.models.scores import PREDICT_BATCH, scores
from bindery.provenance import write_provenance
from bindery.runtime import devices
from bindery.runtime.checkpoints import Checkpoints
from bindery.training.fitting import Fitted, fit_restarts
from bindery.training.predictions import write_predictions
from bindery.training.targets import check_learned, measured_rows, scaled
from bindery.training.training_settings import Training

logger = logging.getLogger(__name__)


def write_history(path: str | PathLike, history: list[dict[str, float]]) -> None:
    """Write the losses and scores of each epoch as TSV.

    Epochs are numbered from 1, unless a row of the history has an `epoch`, which may be a fraction.
    A model that was solved has rows of its penalties instead.
    """
    watched = next(name for name in history[0] if name.startswith("val_") and name != "val_loss")
    tried = "inverse_penalty" if "inverse_penalty" in history[0] else "epoch"
    columns = (tried, "loss", "val_loss", watched, "best")
    epochs = ({"epoch": number} | figures for number, figures in enumerate(history, 1))
    rows = ([float(figures[name]) for name in columns] for figures in epochs)
    tsv.write(path, columns, rows, digits=".6g")


def scores_apart(fitted: Fitted, codes: np.ndarray) -> np.ndarray:
    """Scores of codes, uint8, (n, window): float32, (n,); of several restarts (n, 1 + restarts)."""
    if fitted.apart is None:
        return scores(fitted.model, codes)
    return np.hstack(fitted.apart.predict(**devices.in_order(PREDICT_BATCH, codes), verbose=0))


def write_fitted(
    fitted: Fitted,
    *,
    tensor: str,
    model: str,
    history: str,
    provenance_file: str,
    architecture: str,
    settings: dict,
    training: dict,
    backend: str,
    backend_threads: int,
    seed: int,
) -> None:
    """Write a trained model, its history, and its provenance.

    Args:
        fitted: the model and the course of its training.
        tensor: the experiment's tensor file.
        model: output, `.keras`.
        history: output, TSV.
        provenance_file: output, JSON, which records the following arguments.
        architecture: architecture of the model.
        settings: settings of the model.
        training: settings of the training.
        backend: Keras's backend.
        backend_threads: number of threads of the backend.
        seed: seed of the training.
    """
    write_history(history, fitted.history)
    save(fitted.model, model)
    with Tensor(tensor) as opened:
        attributes = opened.attributes
    facts = {
        "architecture": architecture,
        "settings": settings,
        "training": training,
        "backend": backend,
        "backend_threads": backend_threads,
        "seed": seed,
        "tensor": attributes,
        "tensor_sha256": sha256(tensor),
        "parameters": int(fitted.model.count_params()),
        "restarts": fitted.restarts,
        "device": devices.describe(),
    }
    write_provenance(provenance_file, facts)


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
    target: str,
    backend: str,
    backend_threads: int,
    seed: int,
    tensorboard_folder: str,
    checkpoints: Checkpoints | None = None,
    window: int | None = None,
    structure: str | None = None,
) -> None:
    """Train the model of one experiment and predict its held-out rows.

    Args:
        tensor: the experiment's tensor file.
        model: output, `.keras`.
        history: output, TSV, a row for each epoch.
        predictions: output, TSV.gz, validation and test rows.
        provenance_file: output, JSON.
        architecture: see `registry.build`.
        settings: arguments of the architecture's `build`.
        training: the fields of `Training`.
        target: `class` or `intensity`.
        backend: Keras's backend, to record; `devices.prepare` has set it.
        backend_threads: its number of threads, to record.
        seed: seed of this experiment's and model's training.
        tensorboard_folder: folder for TensorBoard's files, if `training` asks for them.
        checkpoints: where to write checkpoints, and from which to go on; None for neither. The file
            is removed when all outputs are written.
        window: bases that the model sees; None for the rows' own window.
        structure: file of the rows' structure, of a model that reads it, or None.
    """
    how = Training(**training)
    with opened_rows(tensor, structure, window) as opened:
        raw, held_out = (measured_rows(opened, (part,))[0] for part in (TRAIN, VALIDATION))
        train_rows, validation_rows = (scaled(rows, raw, target) for rows in (raw, held_out))
        logger.info(
            "%s: %d training rows, %d validation rows, on %s",
            architecture,
            len(train_rows.targets),
            len(validation_rows.targets),
            devices.describe(),
        )
        build = functools.partial(registry.build, architecture, opened.window, **settings)
        tensorboard = tensorboard_folder if how.tensorboard else None
        first = functools.partial(registry.initialise, architecture, settings)
        keras.utils.clear_session()
        with devices.precision(how.precision), checkpoints or contextlib.nullcontext():
            fitted = fit_restarts(
                build,
                train_rows,
                validation_rows,
                how,
                seed,
                target,
                tensorboard,
                first,
                checkpoints,
            )
        loss = next(epoch["val_loss"] for epoch in fitted.history if epoch["best"])
        check_learned(
            loss,
            validation_rows.targets[:, 0],
            target,
            what="the training",
            file=tensor,
            remedy="lower training.learning_rate",
        )
        write_predictions(predictions, opened, functools.partial(scores_apart, fitted))
    write_fitted(
        fitted,
        tensor=tensor,
        model=model,
        history=history,
        provenance_file=provenance_file,
        architecture=architecture,
        settings=settings,
        training=training,
        backend=backend,
        backend_threads=backend_threads,
        seed=seed,
    )
    if checkpoints is not None:
        checkpoints.remove()
