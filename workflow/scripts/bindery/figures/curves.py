"""Figures of ROC and precision-recall curves, and of the training history."""

import math
from collections.abc import Sequence
from os import PathLike
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from bindery.figures.style import (
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
from bindery.figures.words import Measures, measures
from bindery.targets.kinds import lowest_of

if TYPE_CHECKING:
    from bindery.evaluation.classes import Curve

# The column of a history whose rows are penalties and not epochs.
PENALTY = "inverse_penalty"
# Label, curve, area under it, both ends of the area's interval, and whether it is a baseline's.
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
    """Draw curves, the first on top, all beginning at `start` if given; return their lines."""
    lines = []
    baselines = 0
    look = looks([curve[-1] for curve in curves])
    for number, (label, curve, area, low, high, is_baseline) in enumerate(curves):
        colour, _ = look[number]
        dashes = DASHES[baselines % len(DASHES)] if is_baseline else "-"
        baselines += is_baseline
        above = 3 - number / len(curves)
        grid = np.linspace(0, 1, len(curve.y))
        if not is_baseline:
            axes.fill_between(
                grid, curve.low, curve.high, color=colour, alpha=0.18, linewidth=0, zorder=above - 1
            )
        (line,) = axes.plot(
            np.append(0, grid),
            np.append(curve.y[0] if start is None else start, curve.y),
            color=colour,
            linestyle=dashes,
            linewidth=1.1 if is_baseline else 1.8,
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
    """A square plot with the legend below it, where it cannot hide a curve."""
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
        curves: (label, curve, area, low, high, is_baseline) of each model, the main model first.
        title: title of the figure.
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
        curves: (label, curve, area, low, high, is_baseline) of each model, the main model first.
        title: title of the figure.
        prevalence: share of positives, which is the precision of random guesses.
    """
    with style():
        labels = "Recall", "Precision"
        guide = (prevalence, prevalence), f"prevalence {prevalence:.3f}"
        save(_curve_figure(curves, title, labels, "AUPRC (interval)", guide), path)


def _without_validation(
    epoch: Sequence[float], loss: Sequence[float], kept: int | None, loss_name: str
) -> Figure:
    """Draw the training loss of a training without validation rows."""
    figure = Figure(figsize=(WIDE, 2.3), layout="constrained")
    axes = figure.subplots()
    axes.plot(epoch, loss, color=DEEP_COLOURS[0], linewidth=1.5, marker="o", markersize=2.5)
    if kept is not None:
        axes.plot(epoch[kept], loss[kept], "o", color="black", markersize=3.5, zorder=3)
    axes.set(xlabel="Passes over the data", ylabel=f"Training loss ({loss_name})")
    axes.set_xlim(left=0)
    return figure


def _history_figure(history: Sequence[dict], kind: Measures) -> Figure:
    watched, loss_name = kind.kind.score, kind.words.loss
    solved = PENALTY in history[0]
    columns = (PENALTY if solved else "epoch", "loss", "val_loss", f"val_{watched}")
    epoch, loss, val_loss, val_watched = ([float(row[name]) for row in history] for name in columns)
    x_label, kept_name = _words_of(epoch, solved)
    kept = next((number for number, row in enumerate(history) if int(row["best"])), None)
    if not any(map(math.isfinite, val_loss)) and any(map(math.isfinite, loss)):
        return _without_validation(epoch, loss, kept, loss_name)
    figure = Figure(figsize=(WIDE, 2.5), layout="constrained")
    left, right = figure.subplots(1, 2)
    # A single epoch makes no line, so its points must be drawn.
    marker = "o" if len(epoch) == 1 else None
    line = {"linewidth": 1.5, "marker": marker, "markersize": 3.5}
    left.plot(epoch, loss, color=DEEP_COLOURS[0], label="training", **line)
    left.plot(epoch, val_loss, color=DEEP_COLOURS[1], label="validation", **line)
    left.set(xlabel=x_label, ylabel=f"Loss ({loss_name})")
    right.plot(epoch, val_watched, color=DEEP_COLOURS[1], **line)
    limits = _limits(val_watched, lowest_of(watched))
    right.set(xlabel=x_label, ylabel=f"Validation {kind.words.names[watched]}", ylim=limits)
    for axes, values in ((left, val_loss), (right, val_watched)):
        if solved:
            axes.set_xscale("log")
            axes.minorticks_off()
            axes.set_xticks(epoch, [f"{penalty:g}" for penalty in epoch])
        else:
            ticks = MaxNLocator(integer=True, min_n_ticks=1, steps=[1, 2, 5, 10])
            axes.xaxis.set_major_locator(ticks)
        if kept is not None:
            name = kept_name.format(epoch[kept])
            axes.axvline(epoch[kept], color=GUIDE, linewidth=0.8, linestyle=":", label=name)
            axes.plot(epoch[kept], values[kept], "o", color="black", markersize=3.5, zorder=3)
    figure.legend(handles=left.get_legend_handles_labels()[0], loc="outside upper center", ncols=3)
    return figure


def _words_of(epoch: Sequence[float], solved: bool) -> tuple[str, str]:
    """The label of the axis, and what the kept value is called."""
    if solved:
        return "Inverse penalty C", "kept: C = {:.3g}"
    # Calibrated models are judged at times that need not be whole epochs.
    if all(number.is_integer() for number in epoch):
        return "Epoch", "kept: epoch {:.0f}"
    return "Passes over the data", "kept: {:.3g} passes"


def _limits(values: Sequence[float], least: float) -> tuple[float, float]:
    """Limits around values from `least` to 1, wide enough not to exaggerate small changes."""
    finite = [value for value in values if math.isfinite(value)] or [least, 1.0]
    middle = (min(finite) + max(finite)) / 2
    half = max((max(finite) - min(finite)) / 2 * 1.1, 0.05)
    low = min(max(middle - half, least), 1 - 2 * half) if 2 * half < 1 - least else least
    high = min(low + 2 * half, 1.0)
    return low - 0.01, high + 0.01


def plot_history(path: str | PathLike, history: Sequence[dict], target: str = "class") -> None:
    """Draw the loss and the validation score by epoch, and mark the epoch that was kept.

    Args:
        path: output, SVG.
        history: a row for each epoch: epoch, loss, val_loss, val_auprc (or the score of another
            kind of target) and best (1 for the epoch kept). For a model that was solved, a row for
            each penalty, with `inverse_penalty` in place of the epoch.
        target: kind of target.
    """
    with style():
        save(_history_figure(history, measures(target)), path)
