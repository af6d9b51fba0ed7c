"""Rule fine_tune: fit an experiment's head to a trunk, and train the trunk further."""

from pathlib import Path

from bindery.files import sha256
from bindery.runtime import devices
from bindery.runtime.checkpoints import Checkpoints, key_of


def fine_tune(
    *,
    tensor: str,
    trunk: str,
    model: str,
    history: str,
    predictions: str,
    provenance: str,
    settings: dict,
    code: str,
) -> None:
    """Fine-tune a trunk to one experiment, or go on with a training that was stopped.

    Args:
        tensor: the experiment's tensor file.
        trunk: trained network of many tasks, `.keras`.
        model: output, `.keras`.
        history: output, TSV, a row for each epoch.
        predictions: output, TSV.gz, validation and test rows.
        provenance: output, JSON.
        settings: the other arguments of `training.fine_tuning.fine_tune`.
        code: digest of the code that decides the training.
    """
    key = key_of(data=sha256(tensor), trunk=sha256(trunk), settings=settings, code=code)
    # Keras reads its backend when it is first imported, so the import waits for the choice.
    devices.prepare(settings["backend"], settings["backend_threads"])
    from bindery.training.fine_tuning import fine_tune as train

    train(
        tensor=tensor,
        trunk=trunk,
        model=model,
        history=history,
        predictions=predictions,
        provenance_file=provenance,
        # No output, which Snakemake would delete when the job fails.
        checkpoints=Checkpoints(Path(model).with_name("checkpoint.npz"), key),
        **settings,
    )
