"""Rule train_trunk: train one network on all experiments of a study."""

from pathlib import Path

from bindery.runtime import devices


def train_trunk(
    *, data: str, model: str, history: str, provenance: str, settings: dict, code: str
) -> None:
    """Train a trunk, or go on with a training that was stopped.

    Args:
        data: the study's stretches file.
        model: output, `.keras`.
        history: output, TSV, a row for each epoch.
        provenance: output, JSON.
        settings: the other arguments of `training.train_trunk.train_trunk`.
        code: digest of the code that decides the training.
    """
    # Keras reads its backend when it is first imported, so the import waits for the choice.
    devices.prepare(settings["backend"], settings["backend_threads"], settings["device_count"])
    from bindery.training.train_trunk import train_trunk as train

    train(
        data=data,
        model=model,
        history=history,
        provenance_file=provenance,
        # No output, which Snakemake would delete when the job fails.
        checkpoint=str(Path(model).with_name("checkpoint.npz")),
        code=code,
        **settings,
    )
