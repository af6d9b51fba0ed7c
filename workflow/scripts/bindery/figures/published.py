"""Figure of a study's results against published ones."""

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from os import PathLike

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.transforms import Affine2D

from bindery.evaluation.published import MEAN
from bindery.figures.labels import NEAR, Box, Mark, leader, place_labels
from bindery.figures.scales import Scale
from bindery.figures.style import GUIDE, WIDE, save, shortened, style
from bindery.figures.words import name_of

# Size of a mark, in points.
SIZE = 4.6
# Distance between the models of one experiment, in points.
APART = 4.0
# Height of a line of the legend, in inches.
LINE = 0.155
# Distances between a mark and its label, in points.
GAPS = (2.0, 5.0, 9.0, 14.0, 20.0, 28.0, 38.0, 50.0)


def _by_experiment(rows: Sequence[dict], baselines: set[str], measure: str) -> list[dict]:
    """Deep models and best baseline of each experiment, in the order of the published values."""
    found: dict[str, dict] = {}
    for row in rows:
        if row["experiment"] == MEAN:
            continue
        names = {"experiment": row["experiment"], "protein": row["protein"]}
        entry = found.setdefault(
            row["experiment"],
            {**names, "published": row["published"], "deep": {}, "baseline": None},
        )
        if row["model"] not in baselines:
            entry["deep"][row["model"]] = row
        elif entry["baseline"] is None or row[measure] > entry["baseline"]:
            entry["baseline"] = row[measure]
    return sorted(found.values(), key=lambda entry: (entry["published"], entry["experiment"]))


def _names(experiments: list[dict]) -> list[str]:
    """The protein of each experiment, or the experiment's name if others have the same protein."""
    proteins = [entry["protein"] for entry in experiments]
    names = [
        entry["protein"] if proteins.count(entry["protein"]) == 1 else entry["experiment"]
        for entry in experiments
    ]
    return [shortened(name, 24) for name in names]


def _legend_text(model: str, mean: Mapping) -> str:
    difference = f"{mean['difference']:+.3f}".replace("-", "\N{MINUS SIGN}")
    return (
        f"{shortened(model, 30)}: {mean['at_or_above']:.0f} of {mean['experiments']:.0f} at or "
        f"above, mean difference {difference}"
    )


def _draw_model(
    axes: Axes, rows: list[dict], measure: str, scale: Scale, look: tuple[str, str], shift: float
) -> Line2D:
    """Draw one model's values and intervals, shifted by some pixels; return the mark."""
    colour, marker = look
    aside = axes.transData + Affine2D().translate(shift, 0)
    x = scale.forward(np.array([row["published"] for row in rows]))
    spans = [
        (position, row[f"{measure}_low"], row[f"{measure}_high"])
        for position, row in zip(x.tolist(), rows, strict=True)
        if row[f"{measure}_low"] is not None
    ]
    if spans:
        position, low, high = (np.array(column) for column in zip(*spans, strict=True))
        ends = scale.forward(low), scale.forward(high)
        axes.vlines(position, *ends, color=colour, linewidth=1.0, transform=aside, zorder=3)
    (marks,) = axes.plot(
        x,
        scale.forward(np.array([row[measure] for row in rows])),
        linestyle="",
        marker=marker,
        markersize=SIZE,
        markeredgewidth=0.5,
        markeredgecolor="white",
        color=colour,
        transform=aside,
        zorder=4,
    )
    return marks


def _draw_baselines(axes: Axes, experiments: list[dict], scale: Scale) -> Line2D | None:
    """Draw the best baseline of each experiment in grey."""
    found = [entry for entry in experiments if entry["baseline"] is not None]
    if not found:
        return None
    (marks,) = axes.plot(
        scale.forward(np.array([entry["published"] for entry in found])),
        scale.forward(np.array([entry["baseline"] for entry in found])),
        linestyle="",
        marker="_",
        markersize=9,
        markeredgewidth=1.1,
        color=GUIDE,
        label="best baseline",
        zorder=2,
    )
    return marks


def _mark(axes: Axes, entry: dict, measure: str, scale: Scale, shifts: dict[str, float]) -> Mark:
    """The rectangles, in pixels, of an experiment's deep models, or else of its baseline."""
    found = []
    for model, row in entry["deep"].items() or [("", {measure: entry["baseline"]})]:
        values = [row.get(f"{measure}{end}") for end in ("", "_low", "_high")]
        seen = [value for value in values if value is not None]
        # Parts beyond the axes are cut off.
        ends = np.clip(scale.forward(np.array([min(seen), max(seen)])), *scale.limits)
        x = float(scale.forward(np.array(entry["published"])))
        corners = axes.transData.transform([(x, end) for end in ends]).tolist()
        (x, low), (_, high) = corners
        x, half = x + shifts.get(model, 0.0), SIZE / 2
        found.append(Box(x - half, low - half, x + half, high + half))
    return found


def _guides(axes: Axes, experiments: list[dict], scale: Scale) -> list[Box]:
    """Rectangles along the diagonal and around the baselines, in pixels."""
    ends = np.linspace(*scale.limits, 81)
    corners = axes.transData.transform(np.column_stack([ends, ends]))
    found = [Box(*one, *two) for one, two in itertools.pairwise(corners.tolist())]
    for entry in experiments:
        if entry["baseline"] is not None:
            position = scale.forward(np.array([entry["published"], entry["baseline"]]))
            x, y = axes.transData.transform(position)
            found.append(Box(x - 5, y - 1.5, x + 5, y + 1.5))
    return found


def _draw_labels(
    axes: Axes, experiments: list[dict], measure: str, scale: Scale, shifts: dict[str, float]
) -> None:
    """Label the experiments where there is room; the table names them all."""
    texts = [axes.text(0, 0, name, fontsize=7) for name in _names(experiments)]
    extents = [text.get_window_extent() for text in texts]
    marks = [_mark(axes, entry, measure, scale, shifts) for entry in experiments]
    window = axes.get_window_extent()
    boxes = place_labels(
        marks,
        [(extent.width + 2, extent.height + 1) for extent in extents],
        _guides(axes, experiments, scale),
        Box(window.x0 + 2, window.y0 + 2, window.x1 - 2, window.y1 - 2),
        GAPS,
    )
    to_axes = axes.transAxes.inverted().transform
    for text, mark, box in zip(texts, marks, boxes, strict=True):
        if box is None:
            text.remove()
            continue
        x, y = to_axes(((box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2))
        text.set(transform=axes.transAxes, x=x, y=y, ha="center", va="center")
        _draw_leader(axes, mark, box)


def _draw_leader(axes: Axes, mark: Mark, box: Box) -> None:
    """Join a label to its mark by a line, unless the two are near."""
    start, end = leader(mark, box)
    if math.dist(start, end) > NEAR:
        x, y = axes.transAxes.inverted().transform([start, end]).T
        axes.plot(x, y, color=GUIDE, linewidth=0.5, transform=axes.transAxes, zorder=1)


def _draw_models(
    axes: Axes,
    rows: Sequence[dict],
    experiments: list[dict],
    measure: str,
    scale: Scale,
    look_of: dict[str, tuple[str, str]],
    shifts: dict[str, float],
) -> list[Line2D]:
    """Draw all deep models and the best baseline; return marks for a legend."""
    means = {row["model"]: row for row in rows if row["experiment"] == MEAN}
    handles = []
    for model, shift in shifts.items():
        own = [entry["deep"][model] for entry in experiments if model in entry["deep"]]
        mark = _draw_model(axes, own, measure, scale, look_of[model], shift)
        mark.set_label(_legend_text(model, means[model]))
        handles.append(mark)
    baselines = _draw_baselines(axes, experiments, scale)
    return [*handles, baselines] if baselines else handles


def _shifts(experiments: list[dict], models: Iterable[str]) -> dict[str, float]:
    """Horizontal shift of each deep model, in points, so that intervals do not overlap."""
    deep = [model for model in models if any(model in entry["deep"] for entry in experiments)]
    middle = (len(deep) - 1) / 2
    return {model: (number - middle) * APART for number, model in enumerate(deep)}


def _seen(experiments: list[dict], measure: str) -> list[float]:
    """All values that the axes must hold; any two numbers if no model has a value."""
    found = [entry["published"] for entry in experiments]
    found += [entry["baseline"] for entry in experiments if entry["baseline"] is not None]
    for entry in experiments:
        for row in entry["deep"].values():
            low = row[f"{measure}_low"]
            found += [row[measure], *([low] if low is not None else [])]
    return found or [0.5, 0.9]


def _published_figure(
    rows: Sequence[dict], look_of: dict[str, tuple[str, str]], baselines: set[str], words: Mapping
) -> Figure:
    measure, title = words["measure"], shortened(words["title"], 40)
    experiments = _by_experiment(rows, baselines, measure)
    # One pixel is one point, as in the SVG, so that labels are measured as they are drawn.
    figure = Figure(figsize=(WIDE, WIDE), layout="constrained", dpi=72)
    axes = figure.add_subplot()
    scale = Scale(_seen(experiments, measure), measure)
    scale.set_axes(axes)
    name = name_of(measure)
    notice = f", {words['label']}" if words["label"] else ""
    axes.set(xlabel=f"Published {name} of {title}", ylabel=f"{name} on the test set{notice}")
    shifts = _shifts(experiments, look_of)
    handles = _draw_models(axes, rows, experiments, measure, scale, look_of, shifts)
    ends = scale.limits
    handles += axes.plot(
        ends, ends, "--", color=GUIDE, linewidth=0.8, label="as published", zorder=0
    )
    figure.legend(handles=handles, loc="outside upper center", ncols=1, alignment="left")
    figure.set_size_inches(WIDE, WIDE - 0.35 + LINE * len(handles))
    # The layout is fixed from here on, because labels are placed by pixels.
    figure.draw_without_rendering()
    figure.set_layout_engine("none")
    _draw_labels(axes, experiments, measure, scale, shifts)
    return figure


def plot_published(
    path: str | PathLike,
    rows: Sequence[dict],
    look_of: dict[str, tuple[str, str]],
    baselines: set[str],
    words: Mapping,
) -> None:
    """Draw each deep model's value against the published one; each experiment is a column.

    Of the baselines only the best one of each experiment is drawn, as a tick: more marks and
    intervals in a column would hide one another. The table has all baselines.

    Args:
        path: output, SVG.
        rows: the rows of `published.compare`.
        look_of: colour and marker of each model, as in the study's other figure.
        baselines: names of the models that are baselines.
        words: measure, title (the source of the published values) and label (a notice such as
            "simulated data", or None).
    """
    with style():
        save(_published_figure(rows, look_of, baselines, words), path)
