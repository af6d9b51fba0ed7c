"""Figure of the effects of a file's variants, above those of random changes of the same kinds."""

from collections.abc import Sequence
from dataclasses import dataclass
from os import PathLike

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullLocator

from bindery.figures.numerals import power_of_ten
from bindery.figures.style import DEEP_COLOURS, GUIDE, WIDE, save, shortened, style

# Up to so many variants are drawn one by one.
FEW = 30
BINS = 44
COLUMNS = 2
# Inches of a row of panels, and of the legend and the axis' label.
ROW, AROUND = 1.55, 0.55
VARIANTS, RANDOM = DEEP_COLOURS[0], "#C8C8C8"


@dataclass(frozen=True)
class Panel:
    """The effects by one model.

    Attributes:
        title: name of the model.
        effects: effects of variants, float64, shape (n,); NaN is left out.
        random: effects of random changes, float64, shape (m,).
        weights: weight of each random change, so that both have the same kinds, shape (m,).
    """

    title: str
    effects: np.ndarray
    random: np.ndarray
    weights: np.ndarray


def plot_variant_histogram(
    path: str | PathLike, panels: Sequence[Panel], label: str | None = None
) -> None:
    """Draw which share of a file's variants, and of random changes, has which effect.

    A few variants are lines of their own, since their shares would say little.

    Args:
        path: output, SVG.
        panels: one for each model, at least one.
        label: notice such as "simulated data", or None.
    """
    columns = min(COLUMNS, len(panels))
    rows = -(-len(panels) // columns)
    height = ROW * rows + AROUND
    with style():
        figure = Figure(figsize=(WIDE + 0.9, height), layout="constrained")
        grid = figure.subplots(rows, columns, squeeze=False)
        for number, axes in enumerate(grid.flat):
            if number >= len(panels):
                axes.set_axis_off()
                continue
            _draw(axes, panels[number])
            if number % columns == 0:
                axes.set_ylabel("Share")
        drawn = {name: mark for axes in grid.flat for mark, name in _marks(axes)}
        figure.legend(
            drawn.values(), drawn.keys(), loc="outside upper left", ncols=2, handlelength=1.4
        )
        says = "Effect: score of the alternative less score of the reference"
        figure.supxlabel(f"{says}; {label}" if label else says, fontsize=8)
        save(figure, path)


def _marks(axes: Axes) -> list[tuple]:
    return list(zip(*axes.get_legend_handles_labels(), strict=True))


def _draw(axes: Axes, panel: Panel) -> None:
    """Draw the effects by one model."""
    effects = panel.effects[np.isfinite(panel.effects)]
    counted = np.isfinite(panel.random) & (panel.weights > 0)
    random, weights = panel.random[counted], panel.weights[counted]
    furthest = float(np.abs(np.concatenate([effects, random])).max(initial=0)) or 1.0
    edges = np.linspace(-furthest, furthest, BINS + 1)
    if len(random):
        heights, _ = np.histogram(random, edges, weights=weights / weights.sum())
        axes.stairs(heights, edges, fill=True, color=RANDOM, label="random changes", zorder=1)
    if len(effects) > FEW:
        heights, _ = np.histogram(effects, edges)
        shares = heights / len(effects)
        axes.stairs(shares, edges, color=VARIANTS, linewidth=1.1, label="variants", zorder=2)
    else:
        # Lines from the lower end of the panel to the upper one.
        reach = axes.get_xaxis_transform()
        axes.vlines(effects, 0, 1, color=VARIANTS, linewidth=0.9, transform=reach, label="variants")
    axes.axvline(0, color=GUIDE, linewidth=0.5, zorder=0)
    axes.set_yscale("log")
    axes.set_xlim(-1.03 * furthest, 1.03 * furthest)
    axes.set_ylim(*_limits(len(effects), len(random)))
    axes.yaxis.set_major_locator(LogLocator(numticks=5))
    axes.yaxis.set_major_formatter(FuncFormatter(_share))
    axes.yaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 5, 10], symmetric=True))
    axes.set_title(shortened(panel.title, 44), loc="left")


def _share(value: float, _: int) -> str:
    """A share as a power of ten, or as 1 or 0.1."""
    exponent = round(float(np.log10(value)))
    return f"{value:g}" if exponent >= -1 else power_of_ten(exponent)


def _limits(variants: int, random: int) -> tuple[float, float]:
    """Limits of the shares: a little below that of one variant or random change, and 1."""
    return 0.5 / max(variants if variants > FEW else 0, random, 10), 1.0
