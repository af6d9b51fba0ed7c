"""Rule transfer: fit one experiment's head to the features of a trunk."""

from bindery.runtime import devices


def transfer(
    *, tensor: str, trunk: str, model: str, predictions: str, provenance: str, settings: dict
) -> None:
    """Fit a head, and predict the held-out rows.

    Args:
        tensor: the experiment's tensor file.
        trunk: trained network of many tasks, `.keras`.
        model: output, `.keras`.
        predictions: output, TSV.gz, validation and test rows.
        provenance: output, JSON.
        settings: the other arguments of `training.heads.transfer`.
    """
    # Keras reads its backend when it is first imported, so the import waits for the choice.
    devices.prepare(settings["backend"], settings["backend_threads"])
    from bindery.training.heads import transfer as fit

    fit(
        tensor=tensor,
        trunk=trunk,
        model=model,
        predictions=predictions,
        provenance_file=provenance,
        **settings,
    )
