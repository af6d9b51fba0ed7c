"""Rule train_trunk: train one network on all experiments of a study."""

from bindery.runtime import devices


def train_trunk(*, data: str, model: str, history: str, provenance: str, settings: dict) -> None:
    """Train a trunk.

    Args:
        data: the study's stretches file.
        model: output, `.keras`.
        history: output, TSV, a row for each epoch.
        provenance: output, JSON.
        settings: the other arguments of `training.train_trunk.train_trunk`.
    """
    # Keras reads its backend when it is first imported, so the import waits for the choice.
    devices.prepare(settings["backend"], settings["backend_threads"])
    from bindery.training.train_trunk import train_trunk as train

    train(data=data, model=model, history=history, provenance_file=provenance, **settings)
