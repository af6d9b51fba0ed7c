"""Figures of intensities: measured against predicted; their words."""

from collections.abc import Mapping, Sequence
from os import PathLike
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.colors import BoundaryNorm, LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from bindery.evaluation.evaluate import Evaluated
from bindery.figures.style import COLUMN, DEEP_COLOURS, GUIDE, save, shortened, style
from bindery.figures.words import Words

# More rows than this would hide one another, so they are counted in hexagons.
MANY = 1500
HEXAGONS = 42
# Inches that the colour scale adds to the figure's width.
SCALE = 0.55
# Colours from few to many rows. None is white, which means no rows.
SHADES = ("#C6DDF0", DEEP_COLOURS[0], "#08264A")
WORDS = Words(
    title="Intensities",
    names={"pearson": "Pearson", "spearman": "Spearman"},
    chance=0.0,
    axis="Pearson correlation on held-out test sequences",
    counted="Not measured",
    counts="unmeasured",
    loss="half squared error",
    # Intensities have variance 1.
    zero=(0.5, "all scores 0"),
    share=False,
    figures={"scatter": "Measured against predicted intensities"},
    heading="Measured against predicted",
    measured="Targets are intensities. Pearson is the correlation of scores and intensities, "
    "Spearman that of their ranks. If all scores are equal, the correlation counts as 0.",
    drawn="Sequences of the test set. Each model's score has its own scale: only its correlation "
    "with the intensity matters.",
)


def _levels(most: int) -> list[int]:
    """Bounds of counts 1, 2, 5, 10, 20, 50, ... that hold counts up to `most`."""
    levels = [1, 2]
    while levels[-1] <= most:
        levels.append(levels[-1] * 5 // 2 if str(levels[-1])[0] == "2" else levels[-1] * 2)
    return levels


def _draw_hexagons(figure: Figure, axes: Axes, x: np.ndarray, y: np.ndarray) -> None:
    """Count rows in hexagons. The scale has few colours, which keeps the file small."""
    cells: PolyCollection = axes.hexbin(x, y, gridsize=HEXAGONS, mincnt=1, linewidths=0.1)
    counts = cells.get_array()
    assert counts is not None
    levels = _levels(int(counts.max()))
    cells.set_cmap(LinearSegmentedColormap.from_list("rows", SHADES, N=len(levels) - 1))
    cells.set_norm(BoundaryNorm(levels, len(levels) - 1))
    scale = figure.colorbar(cells, ax=axes, shrink=0.7, aspect=25, pad=0.02, ticks=levels)
    scale.ax.set_yticklabels([str(level) for level in levels])
    scale.ax.minorticks_off()
    scale.outline.set_linewidth(0.5)
    scale.set_label("Sequences in a hexagon")


def _draw_fit(axes: Axes, x: np.ndarray, y: np.ndarray) -> list[Line2D]:
    """Draw the least-squares line over the range of x, if x varies."""
    if np.ptp(x) == 0:
        return []
    slope = np.cov(x, y, bias=True)[0, 1] / np.var(x)
    ends = np.array([x.min(), x.max()])
    line = y.mean() + slope * (ends - x.mean())
    # Grey with a pale edge, which is visible on dark hexagons too.
    axes.plot(ends, line, color="white", linewidth=2.2, zorder=3)
    return axes.plot(
        ends, line, color=GUIDE, linewidth=1.0, linestyle="--", zorder=4, label="least squares"
    )


def _statistic(metrics: Mapping[str, Any], name: str) -> str:
    value, low, high = (metrics[f"{name}{end}"] for end in ("", "_low", "_high"))
    text = f"{name.capitalize()} {value:.3f} ({low:.3f}\N{EN DASH}{high:.3f})"
    # A dash between negative numbers would read as another minus.
    if min(value, low, high) < 0:
        text = f"{name.capitalize()} {value:.3f} ({low:.3f} to {high:.3f})"
    return text.replace("-", "\N{MINUS SIGN}")


def _scatter_figure(
    measured: np.ndarray,
    predicted: np.ndarray,
    metrics: Mapping[str, Any],
    model: str,
    title: str,
) -> Figure:
    # Hexagons need an axis on which values differ.
    by_hexagons = len(measured) > MANY and np.ptp(predicted) > 0
    width = COLUMN + SCALE if by_hexagons else COLUMN
    figure = Figure(figsize=(width, COLUMN + 0.75), layout="constrained")
    axes = figure.add_subplot()
    axes.set_box_aspect(1)
    axes.set_title(shortened(title, 44))
    axes.set(xlabel=f"Predicted by {shortened(model, 30)} (score)", ylabel="Measured intensity")
    axes.margins(0.04)
    axes.locator_params(nbins=6)
    name = f"{len(measured):,} test sequences"
    if by_hexagons:
        _draw_hexagons(figure, axes, predicted, measured)
        mark = Line2D([], [], linestyle="", marker="h", color=DEEP_COLOURS[0], label=name)
    else:
        (mark,) = axes.plot(
            predicted,
            measured,
            linestyle="",
            marker="o",
            markersize=3,
            markeredgewidth=0,
            color=DEEP_COLOURS[0],
            alpha=0.35,
            label=name,
        )
    handles: Sequence[Line2D] = [mark, *_draw_fit(axes, predicted, measured)]
    figure.legend(
        handles=handles,
        title="\n".join(_statistic(metrics, name) for name in ("pearson", "spearman")),
        loc="outside lower center",
        alignment="left",
        ncols=2,
    )
    return figure


def plot_scatter(
    path: str | PathLike,
    measured: np.ndarray,
    predicted: np.ndarray,
    metrics: Mapping[str, Any],
    model: str,
    title: str,
) -> None:
    """Draw measured against predicted intensities, as points, or for many rows as hexagons.

    Args:
        path: output, SVG.
        measured: intensities, shape (n,).
        predicted: the model's scores, shape (n,); their scale need not be that of intensities.
        metrics: pearson and spearman, each with _low and _high.
        model: name of the model.
        title: title of the figure.
    """
    with style():
        save(_scatter_figure(measured, predicted, metrics, model, title), path)


def draw(files: dict[str, str], evaluated: Evaluated, title: str) -> None:
    """Draw measured against predicted intensities.

    Args:
        files: output, SVG, by `scatter`.
        evaluated: results of the evaluation.
        title: title of the figure.
    """
    test = evaluated.test
    plot_scatter(files["scatter"], test.target, test.score, evaluated.found, evaluated.model, title)
