"""Rule evaluate_trunk: metrics of each task of a trunk along the held-out chromosomes."""

from bindery.runtime import devices


def evaluate_trunk(*, data: str, model: str, table: str, settings: dict) -> None:
    """Evaluate a trunk.

    Args:
        data: the study's stretches file.
        model: the trained trunk, `.keras`.
        table: output, TSV.
        settings: the other arguments of `evaluation.trunk.evaluate_trunk`, with backend and
            backend_threads.
    """
    settings = dict(settings)
    # Keras reads its backend when it is first imported, so the import waits for the choice.
    devices.prepare(settings.pop("backend"), settings.pop("backend_threads"))
    from bindery.evaluation.trunk import evaluate_trunk as evaluate

    evaluate(data=data, model=model, table=table, **settings)
