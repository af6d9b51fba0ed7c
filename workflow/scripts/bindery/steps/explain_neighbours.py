"""Rule explain_neighbours: the effect of neighbouring sites on a model's predictions."""

from bindery.runtime import devices


def explain_neighbours(*, tensor: str, model: str, table: str, settings: dict) -> None:
    """Write by how much a neighbour's state changes what is predicted.

    Args:
        tensor: the experiment's tensor file.
        model: trained model that reads neighbours, `.keras`.
        table: output, TSV.
        settings: `backend`, `backend_threads`, and the other arguments of `neighbour_effects`.
    """
    settings = dict(settings)
    devices.prepare(settings.pop("backend"), settings.pop("backend_threads"))
    from bindery.explanation.methylation.neighbours import neighbour_effects

    neighbour_effects(tensor=tensor, model=model, table=table, **settings)
