"""Figure of the scores that a model gives to a user's own sequences: a histogram."""

from os import PathLike

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from bindery.figures.style import COLUMN, DEEP_COLOURS, save, shortened, style

BINS = 40


def plot_scores(path: str | PathLike, scores: np.ndarray, title: str, label: str) -> None:
    """Draw how many sequences have which score.

    Args:
        path: output, SVG.
        scores: finite scores, at least one.
        title: title of the figure.
        label: label of the axis of scores.
    """
    with style():
        figure = Figure(figsize=(COLUMN + 0.6, 2.2), layout="constrained")
        axes = figure.add_subplot()
        axes.hist(scores, bins=min(BINS, max(5, len(scores) // 3)), color=DEEP_COLOURS[0])
        axes.set(xlabel=label, ylabel="Sequences")
        axes.yaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))
        axes.set_title(shortened(title, 50))
        save(figure, path)
