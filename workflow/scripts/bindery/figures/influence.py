"""Figure of a trunk: a clustered heat map of the influence of its detectors on each task."""

from collections.abc import Sequence
from os import PathLike
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from scipy.cluster.hierarchy import dendrogram, linkage
from scipy.spatial.distance import pdist

from bindery.explanation.influence_table import Influences
from bindery.figures.heat_cells import colours_to, draw_cells, draw_scale
from bindery.figures.motif_pairs import empty_figure
from bindery.figures.style import GUIDE, save, shortened, style
from bindery.motifs.tomtom import Match

# Detectors that are drawn.
MOST = 40
# Share of the drawn values that the colours separate; larger ones have the last colour.
COLOURED = 0.995
# Inches of a row, a column and a letter of a label; of names of tasks, trees, scale and title.
ROW, COLUMN, LETTER = 0.115, 0.14, 0.052
LEFT, RIGHT, TREE, SCALE, TITLE = 0.85, 0.1, 0.4, 0.45, 0.4
# Inches between cells and a tree.
GAP = 0.03
# Columns are no narrower than so many, for the title and the scale.
LEAST_COLUMNS = 20
SMALL = 6.0
# Letters of a consensus, and of the name of a known motif.
LETTERS, NAME = 16, 12
NO_BREAK = "\u00a0"


def drawn_detectors(values: np.ndarray) -> np.ndarray:
    """Indices of the detectors to draw, ascending: those of the greatest influence on any task.

    Args:
        values: influence, shape (detectors, tasks).
    """
    greatest = np.abs(values).max(axis=1)
    most = np.argsort(-greatest, kind="stable")[:MOST]
    return np.sort(most[greatest[most] > 0])


def tree_of(values: np.ndarray) -> np.ndarray | None:
    """Cluster rows by correlation: average linkage, with the best order of leaves.

    Args:
        values: shape (rows, columns).

    Returns:
        SciPy's linkage, shape (rows - 1, 4), or None of fewer than two rows. A row whose values are
        all equal correlates with none.
    """
    if len(values) < 2:
        return None
    with np.errstate(invalid="ignore", divide="ignore"):
        distances = np.nan_to_num(pdist(values, "correlation"), nan=1.0)
    return linkage(np.clip(distances, 0, 2), "average", optimal_ordering=True)


def label_of(consensus: str, match: Match | None, significance: float) -> str:
    """The label of a detector: its consensus, and the known motif if the match counts."""
    text = shortened(consensus, LETTERS) or "no motif"
    if match is None or not match.counts(significance):
        return text
    # Names begin at the same height. SVG would draw several usual spaces as one.
    return f"{text:{NO_BREAK}<{LETTERS}}{NO_BREAK}{shortened(match.name, NAME)}"


def plot_influence(
    path: str | PathLike,
    found: Influences,
    matches: Sequence[Match],
    title: str,
    significance: float,
) -> None:
    """Draw the influence of the most influential detectors on all tasks, both axes clustered.

    Args:
        path: output, SVG.
        found: influence of all detectors.
        matches: matches of those with a motif.
        title: title of the figure.
        significance: largest q-value of a match that counts.
    """
    chosen = drawn_detectors(found.values)
    by_detector = {match.query: match for match in matches}
    labels = [
        label_of(found.consensus[one], by_detector.get(found.detectors[one]), significance)
        for one in chosen
    ]
    with style():
        if len(chosen):
            figure = _figure(found.values[chosen].T, found.tasks, labels, title)
        else:
            figure = empty_figure("no detector has any influence", title)
        save(figure, path)


class _Layout:
    """Axes of a figure at positions in inches from its upper left corner."""

    def __init__(self, tasks: int, motifs: int, letters: int):
        self.heat = (motifs * COLUMN, tasks * ROW)
        inner = max(self.heat[0], LEAST_COLUMNS * COLUMN)
        self.top = TITLE + letters * LETTER
        self.size = (
            LEFT + inner + GAP + TREE + RIGHT,
            self.top + self.heat[1] + GAP + TREE + SCALE,
        )
        self.figure = Figure(figsize=self.size)

    def axes(self, left: float, top: float, width: float, height: float) -> Axes:
        whole_width, whole_height = self.size
        bottom = (whole_height - top - height) / whole_height
        where = (left / whole_width, bottom, width / whole_width, height / whole_height)
        return self.figure.add_axes(where)


def _figure(values: np.ndarray, tasks: list[str], labels: list[str], title: str) -> Figure:
    """Draw values, shape (tasks, motifs)."""
    layout = _Layout(len(tasks), len(labels), max(map(len, labels)))
    width, height = layout.heat
    rows, columns = tree_of(values), tree_of(values.T)
    beside = layout.axes(LEFT + width + GAP, layout.top, TREE, height)
    below = layout.axes(LEFT, layout.top + height + GAP, width, TREE)
    row_order = _draw_tree(beside, rows, len(tasks), across=False)
    column_order = _draw_tree(below, columns, len(labels), across=True)
    shown = values[np.ix_(row_order, column_order)]
    largest = float(np.quantile(np.abs(values), COLOURED)) or float(np.abs(values).max())
    colours = colours_to(largest)
    heat = layout.axes(LEFT, layout.top, width, height)
    draw_cells(heat, shown.T, colours)
    _label(heat, [tasks[one] for one in row_order], [labels[one] for one in column_order])
    bar = layout.axes(LEFT, layout.top + height + TREE + 0.2, 2.0, 0.08)
    draw_scale(layout.figure, bar, colours)
    bar.tick_params(labelsize=SMALL, length=2, pad=1.5)
    beyond = "" if largest >= np.abs(values).max() else f"; darkest: {largest:.2g} or more"
    meaning = f"Added to the task's score (log-odds){beyond}"
    bar.set_title(meaning, fontsize=SMALL, pad=3, loc="left")
    layout.figure.text(
        LEFT / layout.size[0], 1 - 0.08 / layout.size[1], title, va="top", fontsize=8.5
    )
    return layout.figure


def _label(heat: Axes, tasks: list[str], labels: list[str]) -> None:
    """Name rows at the left and columns above the cells."""
    heat.set(xlim=(-0.5, len(labels) - 0.5), ylim=(len(tasks) - 0.5, -0.5))
    heat.set_yticks(range(len(tasks)), [shortened(task, 16) for task in tasks], fontsize=SMALL)
    heat.xaxis.tick_top()
    heat.set_xticks(range(len(labels)), labels, fontsize=SMALL, rotation=90, family="monospace")
    heat.tick_params(length=0, pad=2)
    for spine in heat.spines.values():
        spine.set(visible=True, linewidth=0.4, color=GUIDE)


def _draw_tree(axes: Axes, tree: np.ndarray | None, leaves: int, *, across: bool) -> list[int]:
    """Draw a tree with its leaves towards the cells; return the order of the leaves.

    Args:
        axes: below the cells, or at their right.
        tree: SciPy's linkage, or None.
        leaves: number of leaves.
        across: whether the leaves are columns.
    """
    axes.set_axis_off()
    if tree is None:
        return list(range(leaves))
    made: dict[str, Any] = dendrogram(tree, no_plot=True)
    # SciPy puts leaves at 5, 15, 25, ...
    leaf, distance = np.array(made["icoord"]) / 10 - 0.5, np.array(made["dcoord"])
    for one, other in zip(leaf, distance, strict=True):
        axes.plot(*((one, other) if across else (other, one)), color=GUIDE, linewidth=0.5)
    span, far = (-0.5, leaves - 0.5), float(distance.max()) * 1.02 or 1.0
    if across:
        axes.set(xlim=span, ylim=(far, 0))
    else:
        axes.set(xlim=(0, far), ylim=span[::-1])
    return list(made["leaves"])
