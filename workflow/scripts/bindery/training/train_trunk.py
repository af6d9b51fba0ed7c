"""Train a study's trunk and write it."""

import logging

import keras

from bindery import tsv
from bindery.data.multitask.stretch_batches import Layout, StretchBatches
from bindery.data.multitask.stretches import read_stretches
from bindery.data.splits import TRAIN
from bindery.files import sha256
from bindery.models import registry
from bindery.provenance import write_provenance
from bindery.runtime import devices
from bindery.training.train import save
from bindery.training.trunk import fit_trunk
from bindery.training.trunk_settings import TrunkTraining

logger = logging.getLogger(__name__)

HISTORY = ("epoch", "loss")


def layout_of(architecture: str, settings: dict, training: TrunkTraining) -> Layout:
    """How stretches are cut for an architecture that reads them."""
    field, spacing = registry.stretch_geometry(architecture, settings)
    return Layout(
        field=field,
        spacing=spacing,
        labels=training.labels,
        positive_within=training.positive_within,
        negative_beyond=training.negative_beyond,
    )


def train_trunk(
    *,
    data: str,
    model: str,
    history: str,
    provenance_file: str,
    architecture: str,
    window: int,
    settings: dict,
    training: dict,
    backend: str,
    backend_threads: int,
    seed: int,
) -> None:
    """Train a network on all tasks of a study.

    Args:
        data: the study's stretches file.
        model: output, `.keras`: from codes, (batch, window), to log-odds, (batch, tasks).
        history: output, TSV, a row for each epoch.
        provenance_file: output, JSON, which names the tasks and the training chromosomes.
        architecture: an architecture that reads stretches, see `registry.stretches`.
        window: bases in the trained model's sequences.
        settings: arguments of the architecture's `build`.
        training: the fields of `TrunkTraining`.
        backend: Keras's backend, to record; `devices.prepare` has set it.
        backend_threads: its number of threads, to record.
        seed: seed of the training.
    """
    how = TrunkTraining(**training)
    read = read_stretches(data)
    layout = layout_of(architecture, settings, how)
    chromosomes = read.of_split(TRAIN)
    source = StretchBatches(chromosomes, len(read.tasks), layout, how.batch_size)
    logger.info(
        "%s: %d tasks, %d steps an epoch, on %s",
        architecture,
        len(read.tasks),
        source.steps,
        devices.describe(),
    )
    keras.utils.clear_session()
    devices.seed_everything(seed)
    outputs = {"outputs": len(read.tasks)}
    with devices.precision(how.precision):
        network = registry.stretches(architecture, layout.length, **settings, **outputs)
        epochs = fit_trunk(network, source, how, seed)
    trained = registry.build(architecture, window, **settings, **outputs)
    trained.set_weights(network.get_weights())
    save(trained, model)
    tsv.write(history, HISTORY, ([row[name] for name in HISTORY] for row in epochs), digits=".6g")
    facts = {
        "architecture": architecture,
        "settings": settings,
        "window": window,
        "training": training,
        "backend": backend,
        "backend_threads": backend_threads,
        "seed": seed,
        "tasks": read.tasks,
        "training_chromosomes": {name: len(own.codes) for name, own in chromosomes.items()},
        "data": read.attributes,
        "data_sha256": sha256(data),
        "parameters": int(trained.count_params()),
        "device": devices.describe(),
    }
    write_provenance(provenance_file, facts)
