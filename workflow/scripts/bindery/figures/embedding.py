"""Figure of a model's features: the test sequences in two dimensions, coloured by class."""

from os import PathLike

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from bindery.explanation.embedding import Embedding
from bindery.figures.style import DEEP_COLOURS, WIDE, save, shortened, style

CLASSES = ("background", "positives")
# Of intensities, which have no classes.
HALVES = ("below the median", "above the median")
# Blue circles and vermilion triangles differ in shade, hue and shape.
COLOURS = (DEEP_COLOURS[0], DEEP_COLOURS[1])
MARKERS = ("o", "^")
LAYERS = 20
# With more rows than this, marks are smaller and paler.
MANY = 500


def _look(kind: int, number: int) -> dict:
    return {
        "color": COLOURS[kind],
        "marker": MARKERS[kind],
        "linestyle": "",
        "markersize": 3.2 if number <= MANY else 2.4,
        "markeredgewidth": 0,
        "alpha": 0.75 if number <= MANY else 0.5,
    }


def _draw(axes: Axes, positions: np.ndarray, positive: np.ndarray) -> None:
    """Draw parts of both classes in turn, so that neither class hides the other."""
    for part in range(LAYERS):
        for kind in (0, 1):
            # Every n-th row, because a file often has one class after the other.
            rows = np.flatnonzero(positive == bool(kind))[part::LAYERS]
            axes.plot(*positions[rows].T, **_look(kind, len(positions)))
    axes.set_box_aspect(1)


def _legend(figure: Figure, positive: np.ndarray, names: tuple[str, str]) -> None:
    marks = []
    for kind in (1, 0):
        number = int((positive == bool(kind)).sum())
        if number:
            label = f"{names[kind]} ({number:,})"
            look = _look(kind, 0) | {"markersize": 4.5, "alpha": 1}
            marks.append(Line2D([], [], label=label, **look))
    figure.legend(handles=marks, loc="outside lower center", ncols=2, handletextpad=0.2)


def _figure(
    embedding: Embedding, positive: np.ndarray, title: str, names: tuple[str, str] = CLASSES
) -> Figure:
    # At a lesser height the square panels' titles would reach into the figure's.
    figure = Figure(figsize=(WIDE, 3.4), layout="constrained")
    figure.suptitle(shortened(title, 60), fontsize=8.5, fontweight="bold")
    if embedding.reason:
        figure.text(0.5, 0.5, embedding.reason, ha="center", va="center")
        return figure
    left, right = figure.subplots(1, 2)
    _draw(left, embedding.principal, positive)
    first, second = (f"{100 * share:.1f}%" for share in embedding.explained)
    left.set_xlabel(f"PC1 ({first} of variance)")
    left.set_ylabel(f"PC2 ({second} of variance)")
    left.set_title("Principal components", loc="left")
    _draw(right, embedding.neighbours, positive)
    # The axes of a t-SNE have no unit and no direction.
    right.set(xlabel="t-SNE 1", ylabel="t-SNE 2", xticks=[], yticks=[])
    right.set_title(f"t-SNE, perplexity {embedding.perplexity:.3g}", loc="left")
    _legend(figure, positive, names)
    return figure


def plot_embedding(
    path: str | PathLike,
    embedding: Embedding,
    positive: np.ndarray,
    title: str,
    names: tuple[str, str] = CLASSES,
) -> None:
    """Draw both maps of a model's features, coloured by class, or the reason why there are none.

    Args:
        path: output, SVG.
        embedding: maps of the test sequences.
        positive: whether each sequence is a positive, bool, shape (n,).
        title: title of the figure.
        names: what the legend calls the other sequences and the positives, see `HALVES`.
    """
    with style():
        save(_figure(embedding, np.asarray(positive, bool), title, names), path)
