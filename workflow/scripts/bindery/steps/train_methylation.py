"""Rule train_methylation: train one model of the methylation of several cells."""

from pathlib import Path
from typing import Any

from bindery.files import sha256
from bindery.runtime import devices
from bindery.runtime.checkpoints import Checkpoints, key_of


def train_methylation(
    *,
    tensor: str,
    modules: dict[str, str],
    model: str,
    history: str,
    predictions: str,
    provenance: str,
    settings: dict,
    code: str,
) -> None:
    """Train a model on the measured sites of all cells, and predict the held-out ones.

    A training that was stopped goes on from its last checkpoint.

    Args:
        tensor: the experiment's tensor file.
        modules: of a joint model, `dna` and `cpg`: the models that it begins with; else empty.
        model: output, `.keras`.
        history: output, TSV, a row for each epoch.
        predictions: output, TSV.gz, validation and test sites in each measured cell.
        provenance: output, JSON.
        settings: arguments of `training.methylation.train.train`.
        code: digest of the code that decides the training.
    """
    digests = {name: sha256(file) for name, file in modules.items()}
    key = key_of(data=sha256(tensor), settings=settings | {"modules": digests}, code=code)
    # Keras reads its backend when it is first imported, so the imports wait for the choice.
    devices.prepare(settings["backend"], settings["backend_threads"])
    from bindery.training.methylation.train import train

    files: dict[str, Any] = {"tensor": tensor, "model": model, "history": history}
    files |= {"predictions": predictions, "provenance_file": provenance}
    checkpoints = Checkpoints(Path(model).with_name("checkpoint.npz"), key)
    train(**files, modules=modules, checkpoints=checkpoints, **settings)
