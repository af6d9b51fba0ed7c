"""Rule train: one model of one experiment, its settings found by calibration or given."""

from typing import Any

from bindery.runtime import devices


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
) -> None:
    """Train a model on its tensor and predict the held-out rows.

    Args:
        tensor: the experiment's tensor file.
        calibration: output, JSON: every setting tried and what it came to.
        model: output, `.keras`.
        history: output, TSV, a row an epoch.
        predictions: output, TSV.gz, validation and test rows.
        provenance: output, JSON.
        tensorboard_folder: where TensorBoard's files go, if the settings ask for them.
        settings: arguments of `training.train.train`; with a `search_seed`, those of
            `calibration.calibrate.calibrate` and `calibration.final_training.train_finals`.
    """
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
    if search_seed is None:
        write_nothing_tried(calibration)
        train_once(tensorboard_folder=tensorboard_folder, **files, **settings)
    else:
        search = settings | {"seed": search_seed}
        calibrate(tensor=tensor, calibration_file=calibration, **search)
        train_finals(calibration=calibration, **files, **settings)
