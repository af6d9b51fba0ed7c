"""Rule choose: combine an experiment's candidates into one model by their validation rows."""

from collections.abc import Sequence

from bindery.runtime import devices


def choose(
    *,
    tensor: str,
    models: Sequence[str],
    predictions: Sequence[str],
    model: str,
    combined: str,
    provenance: str,
    choice: str,
    settings: dict,
) -> None:
    """Weigh candidates, and write the model that they make together.

    Args:
        tensor: the experiment's tensor file.
        models: model file of each candidate, `.keras`.
        predictions: predictions of each candidate, in the same order.
        model: output, `.keras`.
        combined: output, TSV.gz, predictions of the combined model.
        provenance: output, JSON.
        choice: output, TSV, a row for each candidate.
        settings: the other arguments of `training.blending.write_blend`.
    """
    # Keras reads its backend when it is first imported, so the import waits for the choice.
    devices.prepare(settings["backend"], settings["backend_threads"])
    from bindery.training.blending import write_blend

    write_blend(
        tensor=tensor,
        models=models,
        predictions=predictions,
        model=model,
        combined=combined,
        provenance_file=provenance,
        choice_file=choice,
        **settings,
    )
