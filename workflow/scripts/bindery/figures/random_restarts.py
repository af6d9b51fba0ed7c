"""Figure of models compared over random restarts: panels are experiments, rows are models."""

import math
from collections.abc import Sequence
from os import PathLike

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from bindery.evaluation.random_restarts import Entry, ranked
from bindery.figures.style import (
    BASELINE_COLOURS,
    DEEP_COLOURS,
    GUIDE,
    WIDE,
    save,
    shortened,
    style,
)

PANELS_A_ROW = 3
# Height of a model's row, and of a panel's title and axis, in inches.
ROW, AROUND = 0.16, 0.62


def _draw_entry(axes: Axes, entry: Entry, row: int) -> None:
    """Draw each restart as a pale tick, and the mean with its interval."""
    colour = BASELINE_COLOURS[0] if entry.is_baseline else DEEP_COLOURS[0]
    if entry.interval is not None:
        rows = [row] * len(entry.values)
        axes.plot(entry.values, rows, "|", color=colour, alpha=0.45, markersize=5, zorder=2)
        axes.hlines(row, *entry.interval, color=colour, linewidth=1.3, zorder=3)
    face = "white" if entry.is_baseline else colour
    axes.plot(entry.mean, row, "o", color=colour, markerfacecolor=face, markersize=4, zorder=4)


def _draw_panel(axes: Axes, entries: list[Entry], models: list[str], named: bool) -> None:
    """Draw one experiment; the best baseline is a vertical line."""
    for entry in entries:
        _draw_entry(axes, entry, models.index(entry.model))
    baseline = max((entry.mean for entry in entries if entry.is_baseline), default=None)
    if baseline is not None:
        axes.axvline(baseline, color=GUIDE, linestyle=(0, (4, 2)), linewidth=0.8, zorder=1)
    lowest = min(min([*entry.values, *(entry.interval or ())]) for entry in entries)
    axes.set(
        xlim=(min(0.95, max(0.0, math.floor(lowest * 20) / 20)), 1.0),
        ylim=(len(models) - 0.4, -0.6),
    )
    axes.set_title(shortened(entries[0].experiment, 24), loc="left")
    names = [shortened(model, 22) for model in models] if named else []
    axes.set_yticks(range(len(models)) if named else [], names)
    axes.tick_params("y", length=0)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x", color="#DDDDDD", linewidth=0.5)
    axes.set_axisbelow(True)
    for number in range(0, len(models), 2):
        axes.axhspan(number - 0.5, number + 0.5, color="#F3F3F3", linewidth=0, zorder=0)


def _legend(figure: Figure, restarts: int) -> None:
    deep, baseline = DEEP_COLOURS[0], BASELINE_COLOURS[0]
    mean = f"mean of {restarts} restarts, 95% interval" if restarts > 1 else "deep model"
    marks = [
        Line2D([], [], color=deep, marker="o", markersize=4, linewidth=1.3, label=mean),
        Line2D([], [], color=deep, marker="|", linestyle="", alpha=0.45, label="one restart"),
        Line2D(
            [],
            [],
            color=baseline,
            marker="o",
            markerfacecolor="white",
            linestyle="",
            label="baseline",
        ),
        Line2D([], [], color=GUIDE, linestyle=(0, (4, 2)), linewidth=0.8, label="best baseline"),
    ]
    figure.legend(handles=marks, loc="outside upper center", ncols=4)


def plot_restarts(path: str | PathLike, entries: Sequence[Entry], label: str | None = None) -> None:
    """Draw the AUROC of each model in each experiment, over random restarts.

    Args:
        path: output, SVG.
        entries: entries of all models and experiments.
        label: notice such as "simulated data", below the axes.
    """
    models = ranked(entries)
    experiments = sorted({entry.experiment for entry in entries})
    columns = min(PANELS_A_ROW, len(experiments))
    lines = -(-len(experiments) // columns)
    height = 0.3 + lines * (AROUND + ROW * len(models))
    with style():
        figure = Figure(figsize=(WIDE + 1.5, height), layout="constrained")
        panels = figure.subplots(lines, columns, squeeze=False).ravel()
        for number, axes in enumerate(panels):
            if number >= len(experiments):
                axes.set_axis_off()
                continue
            own = [entry for entry in entries if entry.experiment == experiments[number]]
            _draw_panel(axes, own, models, named=number % columns == 0)
        _legend(figure, max(len(entry.values) for entry in entries))
        notice = f", {label}" if label else ""
        figure.supxlabel(f"AUROC on the test set{notice}", fontsize=8)
        save(figure, path)
