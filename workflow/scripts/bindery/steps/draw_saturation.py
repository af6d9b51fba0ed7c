"""Rule draw_saturation: draw what every single-base change of regions does to a model's score."""

from bindery.figures.tracks.saturation import plot_saturation, read_blocks


def draw_saturation(*, changes: str, figure: str, title: str) -> None:
    """Draw the changes of regions as heat maps.

    Args:
        changes: TSV.gz of the rule saturate_region.
        figure: output, SVG.
        title: title of the figure.
    """
    plot_saturation(figure, read_blocks(changes), title)
