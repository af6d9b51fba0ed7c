"""Transfer by fine-tuning: a trunk's weights are trained further on one experiment's rows."""

import fnmatch
import logging
from collections.abc import Sequence
from dataclasses import asdict

import keras
import numpy as np

from bindery.data.splits import TRAIN, VALIDATION
from bindery.data.tensors import Rows, Tensor
from bindery.errors import InputError
from bindery.files import sha256
from bindery.models.heads import Trunk
from bindery.models.loading import load_model
from bindery.models.model_parts import TrainedMember
from bindery.models.saving import save
from bindery.models.scores import scores
from bindery.provenance import write_provenance
from bindery.runtime import devices
from bindery.runtime.checkpoints import Checkpoints
from bindery.training.fitting import Fitted, fit_restarts
from bindery.training.heads import check_trunk, fit_head
from bindery.training.predictions import write_predictions
from bindery.training.targets import judge, measured_rows
from bindery.training.train import write_history
from bindery.training.training_settings import Training

logger = logging.getLogger(__name__)


def freeze(model: keras.Model, patterns: Sequence[str]) -> tuple[list[str], list[str]]:
    """Make the layers of a model's strand that match a pattern untrainable.

    Args:
        model: a model that `strands.over_codes` built.
        patterns: names of layers, with `*`, `?` and `[...]` as in a shell.

    Returns:
        Names of the layers with weights that are frozen, and of those that are trained.

    Raises:
        InputError: a pattern matches no layer with weights, or together they match all.
    """
    strand = TrainedMember(model).strand
    names = [layer.name for layer in strand.layers if layer.weights]
    for pattern in patterns:
        if not fnmatch.filter(names, pattern):
            raise InputError(
                f"`frozen` has '{pattern}', which no layer of the trunk matches",
                remedy=f"its layers are {', '.join(names)}",
            )
    frozen = [name for name in names if any(fnmatch.fnmatch(name, one) for one in patterns)]
    if len(frozen) == len(names):
        raise InputError(
            "`frozen` matches all layers of the trunk, so none is left to train",
            remedy="leave `fine_tune` out: the head alone is then fitted",
        )
    for layer in strand.layers:
        layer.trainable = layer.name not in frozen
    return frozen, [name for name in names if name not in frozen]


def _tuned(
    network: Trunk,
    rows: dict[int, Rows],
    penalty: float,
    frozen: Sequence[str],
    training: Training,
    seed: int,
    checkpoints: Checkpoints,
) -> tuple[Fitted, dict]:
    """The trunk with a fitted head, trained further; and what provenance tells of it."""
    features = network.features(rows[TRAIN].sequences)
    head = fit_head(features, rows[TRAIN].targets[:, 0], penalty)
    validation = rows[VALIDATION]
    found = scores(network.with_head(*head), validation.sequences)
    before, _ = judge(found, validation.targets[:, 0], "class")
    # All models with a head share the trunk's layers.
    first = [(variable, np.array(variable)) for variable in network.model.weights]

    def build() -> keras.Model:
        built = network.with_head(*head)
        freeze(built, frozen)
        return built

    kept, trained = freeze(network.with_head(*head), frozen)
    with checkpoints:
        fitted = fit_restarts(
            build, rows[TRAIN], validation, training, seed, checkpoints=checkpoints
        )
    after = min(epoch["val_loss"] for epoch in fitted.history)
    if after >= before:
        logger.warning(
            "the fitted head is kept: its validation loss is %.4f, and after the best epoch of "
            "fine-tuning it is %.4f",
            before,
            after,
        )
        for variable, value in first:
            variable.assign(value)
        fitted.model = network.with_head(*head)
    facts = {"frozen": kept, "trained": trained, "val_loss_of_head": float(before)}
    return fitted, facts | {"improved": bool(after < before)}


def fine_tune(
    *,
    tensor: str,
    trunk: str,
    model: str,
    history: str,
    predictions: str,
    provenance_file: str,
    window: int,
    penalty: float,
    released: bool,
    frozen: Sequence[str],
    training: dict,
    backend: str,
    backend_threads: int,
    seed: int,
    checkpoints: Checkpoints,
) -> None:
    """Fit an experiment's head to a trunk's features, and train the trunk's layers further.

    Only training rows are used; validation rows end the training. If no epoch has a lower
    validation loss than the fitted head, that one is kept. After Basset's models that were seeded
    with others' weights (Kelley, Snoek, Rinn, Genome Res 2016).

    Args:
        tensor: the experiment's tensor file.
        trunk: trained network of many tasks, `.keras`.
        model: output, `.keras`, from codes, (batch, window), to log-odds, (batch, 1).
        history: output, TSV, a row for each epoch.
        predictions: output, TSV.gz, validation and test rows.
        provenance_file: output, JSON.
        window: bases that the trunk sees.
        penalty: see `heads.fit_head`.
        released: see `heads.transfer`.
        frozen: see `freeze`.
        training: the fields of `Training`.
        backend: Keras's backend, to record; `devices.prepare` has set it.
        backend_threads: its number of threads, to record.
        seed: seed of the training.
        checkpoints: where to write checkpoints, and from which to go on.
    """
    how = Training(**training)
    network = Trunk(load_model(trunk))
    with Tensor(tensor, window) as opened:
        check_trunk(network, opened, trunk, tensor, released)
        rows = {part: measured_rows(opened, (part,))[0] for part in (TRAIN, VALIDATION)}
        with devices.precision(how.precision):
            fitted, told = _tuned(network, rows, penalty, frozen, how, seed, checkpoints)
        write_predictions(predictions, opened, lambda codes: scores(fitted.model, codes))
        attributes = opened.attributes
    save(fitted.model, model)
    write_history(history, fitted.history)
    facts = {
        "trunk_sha256": sha256(trunk),
        "window": window,
        "penalty": penalty,
        "training": asdict(how),
        "backend": backend,
        "backend_threads": backend_threads,
        "seed": seed,
        "tensor": attributes,
        "tensor_sha256": sha256(tensor),
        "parameters": int(fitted.model.count_params()),
        "device": devices.describe(),
    }
    write_provenance(provenance_file, facts | told)
    checkpoints.remove()
