"""Rule draw_neighbours: draw the effect of neighbouring sites on a model's predictions."""

from bindery import tsv
from bindery.figures.methylation.neighbours import plot_neighbours


def draw_neighbours(*, table: str, figure: str, title: str) -> None:
    """Draw by how much a neighbour's state changes what is predicted.

    Args:
        table: TSV of the rule explain_neighbours.
        figure: output, SVG.
        title: title of the figure.
    """
    plot_neighbours(figure, tsv.read_numbers(table, names=("of",)), title)
