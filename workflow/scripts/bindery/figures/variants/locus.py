"""Figure of a locus: the effect of each of its variants on the score of each model."""

from collections.abc import Sequence
from dataclasses import dataclass
from os import PathLike
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from bindery.figures.labels import Box, place_labels
from bindery.figures.style import GUIDE, WIDE, looks, save, shortened, style

# Largest number of variants that are named, and of characters of a name.
NAMED, LONGEST = 6, 24
# A variant stands out if at most this share of random changes is as far from zero.
RARE = 0.01
# Inches of the figure, and of each line of its legend.
HEIGHT, LINE = 2.6, 0.17
LABEL = 6.5


@dataclass(frozen=True)
class Series:
    """The effects of a locus' variants on one model's score.

    Attributes:
        model: name of the model.
        effects: float64, shape (n,); NaN is not drawn.
        p: empirical p-values, float64, shape (n,); NaN does not stand out.
    """

    model: str
    effects: np.ndarray
    p: np.ndarray


@dataclass(frozen=True)
class Locus:
    """The variants of a stretch of a chromosome.

    Attributes:
        chrom: the chromosome.
        positions: 1-based position of each variant, int64, shape (n,).
        names: name of each variant, shape (n,).
        series: effects by each model.
        axis: label of the axis of effects.
    """

    chrom: str
    positions: np.ndarray
    names: Sequence[str]
    series: Sequence[Series]
    axis: str


def plot_locus(path: str | PathLike, locus: Locus, label: str | None = None) -> None:
    """Draw a locus: positions across, effects upwards, models as colours and marks.

    Effects that are rare among random changes are filled and have a stem; the largest of them are
    named.

    Args:
        path: output, SVG.
        locus: at least one variant, and at least one model.
        label: notice such as "simulated data", or None.
    """
    look = looks([False] * len(locus.series))
    lines = -(-len(locus.series) // 2)
    with style():
        figure = Figure(figsize=(WIDE + 0.9, HEIGHT + LINE * lines), layout="constrained")
        axes = figure.add_subplot()
        for series, (colour, marker) in zip(locus.series, look, strict=True):
            _draw(axes, locus.positions, series, colour, marker)
        axes.axhline(0, color=GUIDE, linewidth=0.6, zorder=0)
        _set_axes(axes, locus)
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2, borderaxespad=0.2)
        axes.set_xlabel(f"Position on {locus.chrom}" + (f"; {label}" if label else ""))
        axes.set_ylabel(locus.axis)
        figure.draw_without_rendering()
        _name(figure, axes, locus)
        save(figure, path)


def _draw(axes: Axes, positions: np.ndarray, series: Series, colour: str, marker: str) -> None:
    """Draw the effects by one model."""
    rare = series.p <= RARE
    there = np.isfinite(series.effects)
    drawn = rare & there
    axes.vlines(
        positions[drawn], 0, series.effects[drawn], color=colour, linewidth=0.8, alpha=0.6, zorder=1
    )
    common: dict[str, Any] = {"linestyle": "", "marker": marker, "color": colour}
    rest = there & ~rare
    faint = {**common, "markerfacecolor": "white", "markersize": 2.6, "alpha": 0.55}
    axes.plot(positions[rest], series.effects[rest], **faint, zorder=2)
    (mark,) = axes.plot(positions[drawn], series.effects[drawn], **common, markersize=4, zorder=3)
    mark.set_label(shortened(series.model, 44))


def _set_axes(axes: Axes, locus: Locus) -> None:
    """Leave room at the sides and for names, and write positions with thousands."""
    low, high = int(locus.positions.min()), int(locus.positions.max())
    side = max(5.0, 0.04 * (high - low))
    axes.set_xlim(low - side, high + side)
    values = np.concatenate([series.effects for series in locus.series])
    values = values[np.isfinite(values)]
    reach = float(np.abs(values).max(initial=0)) or 1.0
    below, above = min(0.0, float(values.min(initial=0))), max(0.0, float(values.max(initial=0)))
    axes.set_ylim(below - 0.16 * reach, above + 0.16 * reach)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    axes.yaxis.set_major_locator(MaxNLocator(nbins=6))


def _name(figure: Figure, axes: Axes, locus: Locus) -> None:
    """Name the variants with the largest rare effects where there is room."""
    best = _largest(locus)
    if not best:
        return
    to_points = axes.transData
    scale = 72 / figure.dpi
    zero = float(to_points.transform((0, 0))[1]) * scale
    marks = []
    for series in locus.series:
        seen = np.isfinite(series.effects)
        points = to_points.transform(
            np.stack([locus.positions[seen], series.effects[seen]], axis=1)
        )
        marks += [Box(x - 2, y - 2, x + 2, y + 2) for x, y in points * scale]
        for (x, y), p in zip(points * scale, series.p[seen], strict=True):
            if p <= RARE:
                # A stem, without its end at the mark.
                marks.append(Box(x - 1, min(y + 3, zero), x + 1, max(y - 3, zero)))
    own = []
    for variant, number in best:
        effect = locus.series[number].effects[variant]
        x, y = to_points.transform((locus.positions[variant], effect)) * scale
        own.append([Box(x - 2.5, y - 2.5, x + 2.5, y + 2.5)])
    names = [shortened(locus.names[variant], LONGEST) for variant, _ in best]
    sizes = [(0.62 * LABEL * len(name), 1.25 * LABEL) for name in names]
    corners = axes.get_window_extent().get_points() * scale
    edge = Box(*corners.ravel())
    boxes = place_labels(own, sizes, marks, edge, (2.0, 5.0, 9.0, 14.0))
    height, width = figure.get_figheight() * 72, figure.get_figwidth() * 72
    for name, box in zip(names, boxes, strict=True):
        if box is not None:
            middle = (box.x0 + box.x1) / 2 / width, (box.y0 + box.y1) / 2 / height
            figure.text(*middle, name, fontsize=LABEL, ha="center", va="center")


def _largest(locus: Locus) -> list[tuple[int, int]]:
    """Variants with rare effects and the model of the largest one, the largest first."""
    effects = np.stack([series.effects for series in locus.series])
    rare = np.stack([series.p <= RARE for series in locus.series])
    sizes = np.where(rare & np.isfinite(effects), np.abs(effects), 0.0)
    model = sizes.argmax(axis=0)
    best = sizes.max(axis=0)
    order = [int(variant) for variant in np.argsort(-best, kind="stable")[:NAMED]]
    return [(variant, int(model[variant])) for variant in order if best[variant] > 0]
