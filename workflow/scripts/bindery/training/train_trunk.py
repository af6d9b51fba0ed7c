"""Train a study's trunk and write it."""

import logging
from dataclasses import dataclass

import keras

from bindery import tsv
from bindery.data.multitask.stretch_batches import Layout, StretchBatches
from bindery.data.multitask.stretches import read_stretches
from bindery.data.multitask.tensor_batches import TensorBatches
from bindery.data.splits import TRAIN
from bindery.data.tensors import Tensor
from bindery.files import sha256
from bindery.models import registry
from bindery.models.saving import save
from bindery.provenance import write_provenance
from bindery.runtime import devices, parallel
from bindery.runtime.checkpoints import Checkpoints, key_of
from bindery.training.trunk import Source, fit_trunk
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


@dataclass(frozen=True)
class _Material:
    """What a trunk is trained on.

    Attributes:
        source: the batches.
        network: the network that reads them.
        tasks: names of the tasks.
        facts: what provenance tells of the data.
    """

    source: Source
    network: keras.Model
    tasks: list[str]
    facts: dict


def _of_stretches(
    data: str, architecture: str, settings: dict, training: TrunkTraining
) -> _Material:
    read = read_stretches(data)
    layout = layout_of(architecture, settings, training)
    chromosomes = read.of_split(TRAIN)
    source = StretchBatches(chromosomes, len(read.tasks), layout, training.batch_size)
    outputs = {"outputs": len(read.tasks)}
    network = registry.stretches(architecture, layout.length, **settings, **outputs)
    told = {name: len(own.codes) for name, own in chromosomes.items()}
    facts = {"data": read.attributes, "training_chromosomes": told}
    return _Material(source, network, read.tasks, facts)


def _of_tensor(data: str, architecture: str, settings: dict, training: TrunkTraining) -> _Material:
    source = TensorBatches(data, TRAIN, training.batch_size)
    with Tensor(data) as tensor:
        window, attributes = tensor.window, tensor.attributes
        rows = tensor.chromosomes(tensor.split_rows(TRAIN))
    told = {name: int((rows == name).sum()) for name in dict.fromkeys(rows.tolist())}
    outputs = {"outputs": len(source.tasks)}
    network = registry.build(architecture, window, **settings, **outputs)
    facts = {"data": attributes, "training_chromosomes": told}
    return _Material(source, network, source.tasks, facts)


MATERIALS = {"stretches": _of_stretches, "tensor": _of_tensor}


def train_trunk(
    *,
    data: str,
    model: str,
    history: str,
    provenance_file: str,
    kind: str,
    architecture: str,
    window: int,
    settings: dict,
    training: dict,
    device_count: int | str,
    backend: str,
    backend_threads: int,
    seed: int,
    checkpoint: str,
    code: str,
) -> None:
    """Train a network on all tasks of a study.

    Args:
        data: the study's stretches file, or its tensor file.
        model: output, `.keras`: from codes, (batch, window), to log-odds, (batch, tasks).
        history: output, TSV, a row for each epoch.
        provenance_file: output, JSON, which names the tasks and the training chromosomes.
        kind: `stretches` or `tensor`.
        architecture: an architecture of many outputs; for stretches one that reads them, see
            `registry.stretches`.
        window: bases in the trained model's sequences.
        settings: arguments of the architecture's `build`.
        training: the fields of `TrunkTraining`.
        device_count: number of devices that share each batch, or `all`.
        backend: Keras's backend, to record; `devices.prepare` has set it.
        backend_threads: its number of threads, to record.
        seed: seed of the training.
        checkpoint: the file from which a training that was stopped goes on.
        code: digest of the code that decides the training.

    Raises:
        InputError: the training diverged, or a signal stopped it; there are fewer devices, or they
            do not divide a batch.
    """
    how, digest = TrunkTraining(**training), sha256(data)
    names = parallel.chosen(device_count)
    parallel.check_batch(how.batch_size, names)
    keras.utils.clear_session()
    devices.seed_everything(seed)
    with devices.precision(how.precision), parallel.over(names):
        material = MATERIALS[kind](data, architecture, settings, how)
        logger.info(
            "%s: %d tasks, %d steps an epoch, on %s",
            architecture,
            len(material.tasks),
            material.source.steps,
            ", ".join(names),
        )
        key = key_of(
            **{"data": digest, "architecture": architecture, "settings": settings},
            **{"training": training, "seed": seed, "code": code},
            **{"backend": backend, "threads": backend_threads, "kind": kind},
            devices=len(names),
        )
        with Checkpoints(checkpoint, key) as checkpoints:
            epochs = fit_trunk(material.network, material.source, how, seed, checkpoints, names)
    trained = registry.build(architecture, window, **settings, outputs=len(material.tasks))
    trained.set_weights(material.network.get_weights())
    save(trained, model)
    tsv.write(history, HISTORY, ([row[name] for name in HISTORY] for row in epochs), digits=".6g")
    facts = {
        "kind": kind,
        "architecture": architecture,
        "settings": settings,
        "window": window,
        "training": training,
        "backend": backend,
        "backend_threads": backend_threads,
        "seed": seed,
        "tasks": material.tasks,
        "data_sha256": digest,
        "parameters": int(trained.count_params()),
        "device": ", ".join(names) if len(names) > 1 else devices.describe(),
        "devices": len(names),
    }
    write_provenance(provenance_file, facts | material.facts)
    checkpoints.remove()
