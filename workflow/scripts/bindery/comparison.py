"""Figure of a study: every model in every experiment, a panel for each kind of target."""

import math
from collections.abc import Sequence
from os import PathLike

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from bindery.figures import WIDE, looks_of, save, shortened, style
from bindery.measures import Measures, kinds_of, measures_of

# More experiments than this get smaller text and marks.
MANY = 40


def _by_experiment(rows: Sequence[dict], kind: Measures) -> list[tuple[str, dict[str, dict]]]:
    """The rows of each experiment by model, the experiment with the best deep model first."""
    experiments: dict[str, dict[str, dict]] = {}
    for row in rows:
        if row[kind.first] is not None:
            experiments.setdefault(row["experiment"], {})[row["model"]] = row

    def rank(item: tuple[str, dict[str, dict]]) -> tuple[float, str]:
        deep = [row[kind.first] for row in item[1].values() if not row["is_floor"]]
        return -max(deep, default=kind.worst), item[0]

    return sorted(experiments.items(), key=rank)


def _lower_bound(rows: Sequence[dict], kind: Measures) -> float:
    low = f"{kind.first}_low"
    values = [row[low] if row[low] is not None else row[kind.first] for row in rows]
    lowest = min((value for value in values if value is not None), default=kind.chance)
    return min(kind.chance, math.floor(lowest * 20) / 20)


def _draw_model(
    axes: Axes,
    rows: list[dict],
    places: list[float],
    kind: Measures,
    look: tuple[str, str],
    size: float,
) -> Line2D:
    """Draw one model's measure in each of its experiments; return the mark for a legend."""
    colour, marker = look
    is_floor = rows[0]["is_floor"]
    spans = [
        (row[f"{kind.first}_low"], row[f"{kind.first}_high"], place)
        for row, place in zip(rows, places, strict=True)
        if row[f"{kind.first}_low"] is not None
    ]
    if spans:
        low, high, place = zip(*spans, strict=True)
        axes.hlines(place, low, high, color=colour, linewidth=0.9 if is_floor else 1.4, zorder=2)
    (marks,) = axes.plot(
        [row[kind.first] for row in rows],
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


def _set_axes(axes: Axes, names: list[str], kind: Measures, lowest: float) -> None:
    many = len(names) > MANY
    axes.set(xlim=(lowest, 1.0), ylim=(len(names) - 0.4, -0.6))
    axes.set_xlabel(kind.axis)
    axes.set_yticks(range(len(names)), [shortened(name, 40) for name in names])
    axes.tick_params("y", length=0, labelsize=6.5 if many else 8)
    # The end of a tall figure is far from its axis.
    axes.tick_params("x", top=many, labeltop=many)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x", color="#DDDDDD", linewidth=0.5)
    axes.set_axisbelow(True)
    for number in range(0, len(names), 2):
        axes.axhspan(number - 0.5, number + 0.5, color="#F3F3F3", linewidth=0, zorder=0)


def _lane(experiments: int) -> float:
    """Inches of one model's lane within the band of an experiment."""
    return 0.05 if experiments > MANY else 0.09


def _band(experiments: int, models: int) -> float:
    return _lane(experiments) * (models + 1.4)


def _draw_kind(
    axes: Axes, rows: Sequence[dict], kind: Measures, look_of: dict[str, tuple[str, str]]
) -> dict[str, Line2D]:
    """Draw the experiments of one kind of target; return a mark of each model."""
    experiments = _by_experiment(rows, kind)
    names = [name for name, _ in experiments]
    own = {row["model"] for row in rows}
    models = [model for model in look_of if model in own]
    _set_axes(axes, names, kind, _lower_bound(rows, kind))
    lane = _lane(len(names))
    marks = {}
    for number, model in enumerate(models):
        shift = (number - (len(models) - 1) / 2) * lane / _band(len(names), len(models))
        found = [(row[model], place) for place, (_, row) in enumerate(experiments) if model in row]
        if found:
            places = [place + shift for _, place in found]
            size = 3.0 if len(names) > MANY else 4.5
            of_model = [row for row, _ in found]
            marks[model] = _draw_model(axes, of_model, places, kind, look_of[model], size)
    return marks


def _comparison_figure(rows: Sequence[dict]) -> Figure:
    look_of = looks_of(rows)
    kinds = kinds_of(rows)
    parts = [[row for row in rows if measures_of(row) is kind] for kind in kinds]
    heights = []
    for kind, part in zip(kinds, parts, strict=True):
        count = len(_by_experiment(part, kind))
        band = _band(count, len({row["model"] for row in part}))
        heights.append((0.2 if count > MANY else 0) + band * max(count, 1))
    height = 0.95 + sum(heights) + 0.45 * (len(kinds) - 1)
    figure = Figure(figsize=(WIDE, height), layout="constrained")
    panels = figure.subplots(len(kinds), 1, squeeze=False, height_ratios=heights)[:, 0]
    marks: dict[str, Line2D] = {}
    for axes, part, kind in zip(panels, parts, kinds, strict=True):
        marks = _draw_kind(axes, part, kind, look_of) | marks
    handles = [marks[model] for model in look_of if model in marks]
    figure.legend(handles=handles, loc="outside upper center", ncols=min(len(handles), 4) or 1)
    return figure


def plot_comparison(path: str | PathLike, rows: Sequence[dict], label: str | None = None) -> None:
    """Draw the main measure of each model in each experiment, the best experiment on top.

    Experiments of classes show AUROC; those of intensities, Pearson on an axis of its own.

    Args:
        path: output, SVG.
        rows: experiment, model, is_floor and auroc or pearson, with _low and _high (None where
            there is none), of each model of each experiment.
        label: notice such as "simulated data", below the axes.
    """
    with style():
        figure = _comparison_figure(rows)
        for axes in figure.axes if label else ():
            axes.set_xlabel(f"{axes.get_xlabel()}, {label}")
        save(figure, path)
