"""Figures: ROC and precision-recall curves, training history, comparison of experiments."""

import math
from collections.abc import Sequence
from os import PathLike
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from bindery.figures import (
    COLUMN,
    DASHES,
    DEEP_COLOURS,
    GUIDE,
    WIDE,
    looks,
    save,
    shortened,
    style,
)

if TYPE_CHECKING:
    from bindery.evaluation import Curve

# More experiments than this get smaller text and marks.
MANY = 40

# A label, its curve, the area, the area's interval, and whether a floor made it.
LabelledCurve = tuple[str, "Curve", float, float, float, bool]


def _square_axes(figure: Figure, title: str, x_label: str, y_label: str) -> Axes:
    axes = figure.add_subplot()
    axes.set(xlim=(-0.015, 1.015), ylim=(-0.015, 1.015), xlabel=x_label, ylabel=y_label)
    axes.set_xticks(np.linspace(0, 1, 6))
    axes.set_yticks(np.linspace(0, 1, 6))
    axes.set_box_aspect(1)
    axes.set_title(shortened(title, 44))
    return axes


def _draw_curves(axes: Axes, curves: Sequence[LabelledCurve], start: float | None) -> list[Line2D]:
    """Draw curves, the first on top and all from one start, if there is one; return their lines."""
    lines = []
    floors = 0
    look = looks([curve[-1] for curve in curves])
    for number, (label, curve, area, low, high, is_floor) in enumerate(curves):
        colour, _ = look[number]
        dashes = DASHES[floors % len(DASHES)] if is_floor else "-"
        floors += is_floor
        above = 3 - number / len(curves)
        grid = np.linspace(0, 1, len(curve.y))
        if not is_floor:
            axes.fill_between(
                grid, curve.low, curve.high, color=colour, alpha=0.18, linewidth=0, zorder=above - 1
            )
        (line,) = axes.plot(
            np.append(0, grid),
            np.append(curve.y[0] if start is None else start, curve.y),
            color=colour,
            linestyle=dashes,
            linewidth=1.1 if is_floor else 1.8,
            label=f"{shortened(label, 22)} {area:.3f} ({low:.3f}\N{EN DASH}{high:.3f})",
            zorder=above,
        )
        lines.append(line)
    return lines


def _curve_figure(
    curves: Sequence[LabelledCurve],
    title: str,
    labels: tuple[str, str],
    legend: str,
    guide: tuple[tuple[float, float], str],
    start: float | None = None,
) -> Figure:
    """A square plot with its legend below, where it can hide no curve."""
    figure = Figure(figsize=(COLUMN, COLUMN + 0.55 + 0.15 * len(curves)), layout="constrained")
    axes = _square_axes(figure, title, *labels)
    ends, name = guide
    (line,) = axes.plot([0, 1], ends, color=GUIDE, linewidth=0.8, linestyle=":", label=name)
    lines = _draw_curves(axes, curves, start)
    figure.legend(
        handles=[*lines, line], title=legend, loc="outside lower center", alignment="left"
    )
    return figure


def plot_roc(path: str | PathLike, curves: Sequence[LabelledCurve], title: str) -> None:
    """Draw ROC curves with the areas under them.

    Args:
        path: output, SVG.
        curves: (label, curve, area, low, high, is_floor) of each model, the main model first.
        title: of the figure.
    """
    with style():
        labels = "False positive rate", "True positive rate"
        guide = (0.0, 1.0), "chance 0.500"
        save(_curve_figure(curves, title, labels, "AUROC (interval)", guide, start=0.0), path)


def plot_pr(
    path: str | PathLike, curves: Sequence[LabelledCurve], title: str, prevalence: float
) -> None:
    """Draw precision-recall curves with their average precisions.

    Args:
        path: output, SVG.
        curves: (label, curve, area, low, high, is_floor) of each model, the main model first.
        title: of the figure.
        prevalence: share of positives, the precision of guessing.
    """
    with style():
        labels = "Recall", "Precision"
        guide = (prevalence, prevalence), f"prevalence {prevalence:.3f}"
        save(_curve_figure(curves, title, labels, "AUPRC (interval)", guide), path)


def _history_figure(history: Sequence[dict]) -> Figure:
    epoch, loss, val_loss, val_auprc = (
        [float(row[name]) for row in history] for name in ("epoch", "loss", "val_loss", "val_auprc")
    )
    kept = next((number for number, row in enumerate(history) if int(row["best"])), None)
    figure = Figure(figsize=(WIDE, 2.5), layout="constrained")
    left, right = figure.subplots(1, 2)
    # One epoch alone makes no line: its points must show.
    marker = "o" if len(epoch) == 1 else None
    line = {"linewidth": 1.5, "marker": marker, "markersize": 3.5}
    left.plot(epoch, loss, color=DEEP_COLOURS[0], label="training", **line)
    left.plot(epoch, val_loss, color=DEEP_COLOURS[1], label="validation", **line)
    left.set(xlabel="Epoch", ylabel="Loss (cross-entropy)")
    right.plot(epoch, val_auprc, color=DEEP_COLOURS[1], **line)
    right.set(xlabel="Epoch", ylabel="Validation AUPRC", ylim=_share_limits(val_auprc))
    for axes, values in ((left, val_loss), (right, val_auprc)):
        axes.xaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1, steps=[1, 2, 5, 10]))
        if kept is not None:
            name = f"kept: epoch {epoch[kept]:.0f}"
            axes.axvline(epoch[kept], color=GUIDE, linewidth=0.8, linestyle=":", label=name)
            axes.plot(epoch[kept], values[kept], "o", color="black", markersize=3.5, zorder=3)
    figure.legend(handles=left.get_legend_handles_labels()[0], loc="outside upper center", ncols=3)
    return figure


def _share_limits(values: Sequence[float]) -> tuple[float, float]:
    """Limits about shares that make no mountain of the last per cent."""
    finite = [value for value in values if math.isfinite(value)] or [0.0, 1.0]
    middle = (min(finite) + max(finite)) / 2
    half = max((max(finite) - min(finite)) / 2 * 1.1, 0.05)
    low = min(max(middle - half, 0.0), 1 - 2 * half) if half < 0.5 else 0.0
    high = min(low + 2 * half, 1.0)
    return low - 0.01, high + 0.01


def plot_history(path: str | PathLike, history: Sequence[dict]) -> None:
    """Draw loss and validation AUPRC against epoch, with the epoch whose weights were kept.

    Args:
        path: output, SVG.
        history: epoch, loss, val_loss, val_auprc and best (1 for the epoch kept) of each epoch.
    """
    with style():
        save(_history_figure(history), path)


def _by_experiment(rows: Sequence[dict]) -> list[tuple[str, dict[str, dict]]]:
    """The rows of each experiment by model, the experiment with the best deep model first."""
    experiments: dict[str, dict[str, dict]] = {}
    for row in rows:
        if row["auroc"] is not None:
            experiments.setdefault(row["experiment"], {})[row["model"]] = row

    def rank(item: tuple[str, dict[str, dict]]) -> tuple[float, str]:
        deep = [row["auroc"] for row in item[1].values() if not row["is_floor"]]
        return -max(deep, default=0.0), item[0]

    return sorted(experiments.items(), key=rank)


def _lower_bound(rows: Sequence[dict]) -> float:
    values = [row["auroc_low"] if row["auroc_low"] is not None else row["auroc"] for row in rows]
    lowest = min((value for value in values if value is not None), default=0.5)
    return min(0.5, math.floor(lowest * 20) / 20)


def _draw_model(
    axes: Axes, rows: list[dict], places: list[float], look: tuple[str, str], size: float
) -> Line2D:
    """Draw one model's AUROC in each of its experiments; return the mark for a legend."""
    colour, marker = look
    is_floor = rows[0]["is_floor"]
    spans = [
        (row["auroc_low"], row["auroc_high"], place)
        for row, place in zip(rows, places, strict=True)
        if row["auroc_low"] is not None
    ]
    if spans:
        low, high, place = zip(*spans, strict=True)
        axes.hlines(place, low, high, color=colour, linewidth=0.9 if is_floor else 1.4, zorder=2)
    (marks,) = axes.plot(
        [row["auroc"] for row in rows],
        places,
        linestyle="",
        marker=marker,
        markersize=size,
        markeredgewidth=0.9,
        color=colour,
        markerfacecolor="white" if is_floor else colour,
        clip_on=False,
        label=shortened(rows[0]["model"], 30),
        zorder=3,
    )
    return marks


def _comparison_axes(figure: Figure, names: list[str], lowest: float, many: bool) -> Axes:
    axes = figure.add_subplot()
    axes.set(xlim=(lowest, 1.0), ylim=(len(names) - 0.4, -0.6))
    axes.set_xlabel("AUROC on held-out test chromosomes")
    axes.set_yticks(range(len(names)), [shortened(name, 40) for name in names])
    axes.tick_params("y", length=0, labelsize=6.5 if many else 8)
    # The end of a tall figure is far from its axis.
    axes.tick_params("x", top=many, labeltop=many)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x", color="#DDDDDD", linewidth=0.5)
    axes.set_axisbelow(True)
    for number in range(0, len(names), 2):
        axes.axhspan(number - 0.5, number + 0.5, color="#F3F3F3", linewidth=0, zorder=0)
    return axes


def _comparison_figure(rows: Sequence[dict]) -> Figure:
    experiments = _by_experiment(rows)
    floor_of = {row["model"]: bool(row["is_floor"]) for row in rows}
    models = sorted(floor_of, key=floor_of.__getitem__)
    many = len(experiments) > MANY
    lane = 0.05 if many else 0.09
    band = lane * (len(models) + 1.4)
    height = 0.95 + (0.2 if many else 0) + band * max(len(experiments), 1)
    figure = Figure(figsize=(WIDE, height), layout="constrained")
    axes = _comparison_axes(figure, [name for name, _ in experiments], _lower_bound(rows), many)
    marks = []
    for number, (model, look) in enumerate(
        zip(models, looks([floor_of[model] for model in models]), strict=True)
    ):
        shift = (number - (len(models) - 1) / 2) * lane / band
        found = [(row[model], place) for place, (_, row) in enumerate(experiments) if model in row]
        if found:
            places = [place + shift for _, place in found]
            size = 3.0 if many else 4.5
            marks.append(_draw_model(axes, [row for row, _ in found], places, look, size))
    figure.legend(handles=marks, loc="outside upper center", ncols=min(len(marks), 4) or 1)
    return figure


def plot_comparison(path: str | PathLike, rows: Sequence[dict], label: str | None = None) -> None:
    """Draw the AUROC of each model in each experiment, the best experiment on top.

    Args:
        path: output, SVG.
        rows: experiment, model, auroc, auroc_low, auroc_high (None where there is none) and
            is_floor of each model of each experiment.
        label: notice such as "simulated data", below the axis.
    """
    with style():
        figure = _comparison_figure(rows)
        if label:
            axes = figure.axes[0]
            axes.set_xlabel(f"{axes.get_xlabel()}, {label}")
        save(figure, path)
