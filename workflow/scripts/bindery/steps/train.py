"""Rule train: train one model of one experiment, with calibrated or given settings."""

from pathlib import Path
from typing import Any

from bindery.files import sha256
from bindery.runtime import devices
from bindery.runtime.checkpoints import Checkpoints, key_of


def train(
    *,
    tensor: str,
    calibration: str,
    model: str,
    history: str,
    predictions: str,
    provenance: str,
    tensorboard_folder: str,
    settings: dict,
    code: str,
    structure: str | None = None,
) -> None:
    """Train a model on an experiment's sequences, and predict the held-out rows.

    A training that was stopped goes on from its last checkpoint.

    Args:
        tensor: the experiment's tensor file.
        calibration: output, JSON: every setting tried, with its results.
        model: output, `.keras`.
        history: output, TSV, a row for each epoch.
        predictions: output, TSV.gz, validation and test rows.
        provenance: output, JSON.
        tensorboard_folder: folder for TensorBoard's files, if the settings ask for them.
        settings: arguments of `training.train.train`; or, if there is a `search_seed`, those of
            `calibration.calibrate.calibrate` and `calibration.final_training.train_finals`.
        code: digest of the code that decides the training.
        structure: file of the sequences' structure, of a model that reads it, or None.
    """
    data = sha256(tensor) + (sha256(structure) if structure else "")
    key = key_of(data=data, settings=settings, code=code)
    settings = dict(settings)
    search_seed = settings.pop("search_seed", None)
    # Keras reads its backend when it is first imported, so the imports wait for the choice.
    devices.prepare(settings["backend"], settings["backend_threads"])
    from bindery.calibration.calibrate import calibrate, write_nothing_tried
    from bindery.calibration.final_training import train_finals
    from bindery.training.train import train as train_once

    files: dict[str, Any] = {
        "tensor": tensor,
        "model": model,
        "history": history,
        "predictions": predictions,
        "provenance_file": provenance,
    }
    # No outputs, which Snakemake would delete when the job fails.
    checkpoints = Checkpoints(Path(model).with_name("checkpoint.npz"), key)
    search_state = Checkpoints(Path(model).with_name("checkpoint_of_search.npz"), key)
    if search_seed is None:
        write_nothing_tried(calibration)
        folder = tensorboard_folder
        files["structure"] = structure
        train_once(tensorboard_folder=folder, checkpoints=checkpoints, **files, **settings)
    else:
        search = settings | {"seed": search_seed}
        calibrate(tensor=tensor, calibration_file=calibration, saved=search_state, **search)
        train_finals(calibration=calibration, checkpoints=checkpoints, **files, **settings)
    search_state.remove()
