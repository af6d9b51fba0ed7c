"""The effect of neighbouring sites on predicted methylation, by their rank."""

from collections.abc import Sequence
from os import PathLike

from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from bindery.figures.style import DEEP_COLOURS, GUIDE, WIDE, save, shortened, style

OF = ("same cell", "other cells")


def plot_neighbours(path: str | PathLike, rows: Sequence[dict], title: str) -> None:
    """Draw the mean effect of neighbours on each side, with the middle half over sites.

    Args:
        path: output, SVG.
        rows: of `explanation.methylation.neighbours`: rank, of, distance, effect, low, high.
        title: title of the figure.
    """
    with style():
        figure = Figure(figsize=(WIDE, 2.6), layout="constrained")
        axes = figure.subplots()
        axes.axhline(0, color=GUIDE, linewidth=0.8)
        for number, of in enumerate(OF):
            own = [row for row in rows if row["of"] == of]
            colour = DEEP_COLOURS[number]
            for side, label in ((-1, of), (1, None)):
                here = [row for row in own if row["rank"] * side > 0]
                rank = [row["rank"] for row in here]
                low, high = ([row[end] for row in here] for end in ("low", "high"))
                axes.fill_between(rank, low, high, color=colour, alpha=0.18, linewidth=0)
                effect = [row["effect"] for row in here]
                axes.plot(rank, effect, color=colour, marker="o", markersize=3, label=label)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.set(xlabel="Neighbouring CpG (rank, left and right)", ylabel="Change of log-odds")
        axes.set_title(shortened(title, 60))
        if any(row["of"] == OF[1] for row in rows):
            figure.legend(loc="outside right upper", title="Neighbour in the")
        save(figure, path)
