"""Figure of a study: every model in every experiment, with a panel for each kind of target."""

import math
from collections.abc import Sequence
from os import PathLike

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from bindery.figures.style import WIDE, looks_of, save, shortened, style
from bindery.figures.words import Measures, kinds_of, measures_of

# With more experiments than this, text and marks are smaller.
MANY = 40
# More experiments than this are drawn by rank and without names, so that the figure fits a page.
# The study's table names them all.
NAMED = 60
# Inches of a panel of ranks; largest and smallest marks of the panel, in points.
RANKED = 3.0
MARKS = (3.0, 1.8)


def _by_experiment(rows: Sequence[dict], kind: Measures) -> list[tuple[str, dict[str, dict]]]:
    """The rows of each experiment by model, the experiment with the best deep model first."""
    experiments: dict[str, dict[str, dict]] = {}
    for row in rows:
        if row[kind.first] is not None:
            experiments.setdefault(row["experiment"], {})[row["model"]] = row

    def rank(item: tuple[str, dict[str, dict]]) -> tuple[float, str]:
        deep = [row[kind.first] for row in item[1].values() if not row["is_baseline"]]
        return -max(deep, default=kind.worst), item[0]

    return sorted(experiments.items(), key=rank)


def _lower_bound(rows: Sequence[dict], kind: Measures) -> float:
    low = f"{kind.first}_low"
    values = [row[low] if row[low] is not None else row[kind.first] for row in rows]
    lowest = min((value for value in values if value is not None), default=kind.words.chance)
    return min(kind.words.chance, math.floor(lowest * 20) / 20)


def _draw_model(
    axes: Axes,
    rows: list[dict],
    positions: list[float],
    kind: Measures,
    look: tuple[str, str],
    size: float,
) -> Line2D:
    """Draw one model's measure in each of its experiments; return the mark for a legend."""
    colour, marker = look
    is_baseline = rows[0]["is_baseline"]
    spans = [
        (row[f"{kind.first}_low"], row[f"{kind.first}_high"], position)
        for row, position in zip(rows, positions, strict=True)
        if row[f"{kind.first}_low"] is not None
    ]
    if spans:
        low, high, position = zip(*spans, strict=True)
        axes.hlines(
            position, low, high, color=colour, linewidth=0.9 if is_baseline else 1.4, zorder=2
        )
    (marks,) = axes.plot(
        [row[kind.first] for row in rows],
        positions,
        linestyle="",
        marker=marker,
        markersize=size,
        markeredgewidth=0.9,
        color=colour,
        markerfacecolor="white" if is_baseline else colour,
        clip_on=False,
        label=shortened(rows[0]["model"], 30),
        zorder=3,
    )
    return marks


def _set_axes(axes: Axes, names: list[str], kind: Measures, lowest: float) -> None:
    many = len(names) > MANY
    axes.set(xlim=(lowest, 1.0), ylim=(len(names) - 0.4, -0.6))
    axes.set_xlabel(kind.words.axis)
    axes.set_yticks(range(len(names)), [shortened(name, 40) for name in names])
    axes.tick_params("y", length=0, labelsize=6.5 if many else 8)
    # The upper end of a tall figure is far from the axis at its bottom.
    axes.tick_params("x", top=many, labeltop=many)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x", color="#DDDDDD", linewidth=0.5)
    axes.set_axisbelow(True)
    for number in range(0, len(names), 2):
        axes.axhspan(number - 0.5, number + 0.5, color="#F3F3F3", linewidth=0, zorder=0)


def _lane(experiments: int) -> float:
    """Height of one model's lane within the band of an experiment, in inches."""
    return 0.05 if experiments > MANY else 0.09


def _band(experiments: int, models: int) -> float:
    return _lane(experiments) * (models + 1.4)


def _set_ranks(axes: Axes, experiments: int, kind: Measures, lowest: float) -> None:
    axes.set(xlim=(0, experiments + 1), ylim=(lowest, 1.0))
    axes.set(xlabel="Rank of the experiment by its best deep model", ylabel=kind.words.axis)
    axes.grid(axis="y", color="#DDDDDD", linewidth=0.5)
    axes.set_axisbelow(True)


def _draw_ranked_model(
    axes: Axes, found: dict[int, dict], kind: Measures, look: tuple[str, str], pitch: float
) -> Line2D:
    """Draw one model's measure by rank; return the mark for a legend.

    Intervals of baselines are not drawn, because they would hide those of the deep models.
    """
    colour, marker = look
    rows = list(found.values())
    is_baseline = rows[0]["is_baseline"]
    most, least = MARKS
    size = max(least, min(most, 0.9 * pitch))
    low, high = f"{kind.first}_low", f"{kind.first}_high"
    spans = [(rank, row[low], row[high]) for rank, row in found.items() if row[low] is not None]
    if spans and not is_baseline:
        positions, lows, highs = zip(*spans, strict=True)
        width = min(1.0, pitch / 2)
        axes.vlines(positions, lows, highs, color=colour, linewidth=width, alpha=0.4, zorder=3)
    (marks,) = axes.plot(
        list(found),
        [row[kind.first] for row in rows],
        linestyle="",
        marker=marker,
        markersize=size,
        markeredgewidth=size / 5,
        color=colour,
        markerfacecolor="none" if is_baseline else colour,
        label=shortened(rows[0]["model"], 30),
        clip_on=False,
        zorder=2 if is_baseline else 4,
    )
    return marks


def _draw_ranks(
    axes: Axes, rows: Sequence[dict], kind: Measures, look_of: dict[str, tuple[str, str]]
) -> dict[str, Line2D]:
    """Draw experiments of one kind as columns, ordered by rank; return a mark for each model."""
    experiments = [row for _, row in _by_experiment(rows, kind)]
    _set_ranks(axes, len(experiments), kind, _lower_bound(rows, kind))
    # Points from one rank to the next. Some of the width is for the axis's numbers.
    pitch = 72 * (WIDE - 0.6) / len(experiments)
    marks = {}
    for model, look in look_of.items():
        found = {rank: row[model] for rank, row in enumerate(experiments, 1) if model in row}
        if found:
            marks[model] = _draw_ranked_model(axes, found, kind, look, pitch)
    return marks


def _draw_kind(
    axes: Axes, rows: Sequence[dict], kind: Measures, look_of: dict[str, tuple[str, str]]
) -> dict[str, Line2D]:
    """Draw the experiments of one kind of target; return a mark for each model."""
    experiments = _by_experiment(rows, kind)
    if len(experiments) > NAMED:
        return _draw_ranks(axes, rows, kind, look_of)
    names = [name for name, _ in experiments]
    own = {row["model"] for row in rows}
    models = [model for model in look_of if model in own]
    _set_axes(axes, names, kind, _lower_bound(rows, kind))
    lane = _lane(len(names))
    marks = {}
    for number, model in enumerate(models):
        shift = (number - (len(models) - 1) / 2) * lane / _band(len(names), len(models))
        found = [
            (row[model], position) for position, (_, row) in enumerate(experiments) if model in row
        ]
        if found:
            positions = [position + shift for _, position in found]
            size = 3.0 if len(names) > MANY else 4.5
            of_model = [row for row, _ in found]
            marks[model] = _draw_model(axes, of_model, positions, kind, look_of[model], size)
    return marks


def _height(experiments: int, models: int) -> float:
    """Height of a panel without its axis, in inches."""
    if experiments > NAMED:
        return RANKED
    room = 0.2 if experiments > MANY else 0
    return room + _band(experiments, models) * max(experiments, 1)


def _comparison_figure(rows: Sequence[dict]) -> Figure:
    look_of = looks_of(rows)
    kinds = kinds_of(rows)
    parts = [[row for row in rows if measures_of(row) is kind] for kind in kinds]
    heights = [
        _height(len(_by_experiment(part, kind)), len({row["model"] for row in part}))
        for kind, part in zip(kinds, parts, strict=True)
    ]
    height = 0.95 + sum(heights) + 0.45 * (len(kinds) - 1)
    figure = Figure(figsize=(WIDE, height), layout="constrained")
    panels = figure.subplots(len(kinds), 1, squeeze=False, height_ratios=heights)[:, 0]
    marks: dict[str, Line2D] = {}
    for axes, part, kind in zip(panels, parts, kinds, strict=True):
        marks = _draw_kind(axes, part, kind, look_of) | marks
    handles = [marks[model] for model in look_of if model in marks]
    # The marks of the legend stay large, even where those of many experiments are small.
    smallest = min((mark.get_markersize() for mark in handles), default=MARKS[0])
    figure.legend(
        handles=handles,
        loc="outside upper center",
        ncols=min(len(handles), 4) or 1,
        markerscale=max(1.0, MARKS[0] / smallest),
    )
    return figure


def plot_comparison(path: str | PathLike, rows: Sequence[dict], label: str | None = None) -> None:
    """Draw the main measure of each model in each experiment, the best experiment first.

    Experiments are rows with names, or, if there are more than `NAMED`, columns without names.
    Classes show the AUROC; intensities show Pearson's correlation in a panel of their own.

    Args:
        path: output, SVG.
        rows: a row for each model and experiment: experiment, model, is_baseline, and auroc or
            pearson with _low and _high, which are None if there is no interval.
        label: notice such as "simulated data", below the axes.
    """
    with style():
        figure = _comparison_figure(rows)
        for axes in figure.axes if label else ():
            axes.set_xlabel(f"{axes.get_xlabel()}, {label}")
        save(figure, path)
