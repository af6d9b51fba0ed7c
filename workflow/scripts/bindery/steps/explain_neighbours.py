"""Rule explain_neighbours: the effect of neighbouring sites on a model's predictions."""

from bindery import tsv
from bindery.figures.methylation.neighbours import plot_neighbours
from bindery.runtime import devices


def explain_neighbours(*, tensor: str, model: str, table: str, figure: str, settings: dict) -> None:
    """Write and draw by how much a neighbour's state changes what is predicted.

    Args:
        tensor: the experiment's tensor file.
        model: trained model that reads neighbours, `.keras`.
        table: output, TSV.
        figure: output, SVG.
        settings: `title`, `backend`, `backend_threads`, and arguments of `neighbour_effects`.
    """
    settings = dict(settings)
    title = settings.pop("title")
    devices.prepare(settings.pop("backend"), settings.pop("backend_threads"))
    from bindery.explanation.methylation.neighbours import neighbour_effects

    neighbour_effects(tensor=tensor, model=model, table=table, **settings)
    plot_neighbours(figure, tsv.read_numbers(table, names=("of",)), title)
