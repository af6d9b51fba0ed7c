"""Rule draw_design: the figure of a design."""

from bindery import tsv
from bindery.design.design_tables import read_designs
from bindery.figures.design.optimised_input import plot_optimised_input
from bindery.figures.design.path import plot_design_path
from bindery.motifs.meme import read_meme


def draw_design(
    *,
    table: str,
    figure: str,
    title: str,
    score: str,
    lower: bool,
    paths: str | None = None,
    meme: str | None = None,
) -> None:
    """Draw the steps of a search, or the logo of what input optimisation ends at.

    Args:
        table: TSV of the rule that designed.
        figure: output, SVG.
        title: title of the figure.
        score: what the score is, for its axis.
        lower: whether low scores were searched for.
        paths: TSV of the steps of a search.
        meme: or else the shares of input optimisation.
    """
    if paths is not None:
        plot_design_path(figure, read_designs(table, paths), title, score, lower=lower)
        return
    assert meme is not None
    shares = [motif.probabilities(0.0) for motif in read_meme(meme)]
    plot_optimised_input(figure, tsv.read(table), shares, title, score, lower=lower)
