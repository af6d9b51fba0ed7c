"""Figure of a calibration: the result of each trial, and its relation to each setting."""

import math
from collections.abc import Sequence
from os import PathLike

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.gridspec import GridSpec
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator, NullLocator

from bindery.figures.calibration_outcomes import (
    NAMES,
    Outcome,
    name_of_choice,
    outcomes,
    searched,
    zero_loss,
)
from bindery.figures.numerals import power_of_ten
from bindery.figures.style import DEEP_COLOURS, GUIDE, WIDE, save, shortened, style
from bindery.files import read_json
from bindery.study.setting_ranges import RANGES

BEST, LEARNED = DEEP_COLOURS[1], DEEP_COLOURS[0]
PANELS_A_ROW = 4
# With more trials than this, lines are thinner and marks smaller.
MANY = 40
# The share of a small panel's width that a label of its axis takes.
LABEL_SHARE = 0.38


def _colour(trial: Outcome) -> str:
    return BEST if trial.best else LEARNED if trial.learned else GUIDE


def _above(trial: Outcome) -> int:
    """The layer of a trial in the plot."""
    return 4 if trial.best else 3 if trial.learned else 2


def _limits(trials: Sequence[Outcome], select: str, zero: float) -> tuple[float, float]:
    """Limits of the axis; losses far above that of a model that learned nothing are left out."""
    values = np.concatenate(
        [trial.folds.ravel() if trial.best else trial.means for trial in trials]
    )
    values = values[np.isfinite(values)]
    low, high = (float(values.min()), float(values.max())) if len(values) else (0.0, 1.0)
    if select == "loss" and low < zero:
        high = zero
    margin = 0.07 * (high - low) or 0.05
    return low - margin, high + margin


def _draw_curves(axes: Axes, trials: Sequence[Outcome]) -> None:
    """Draw each trial's mean value over folds against steps, and the folds of the best trial."""
    thin = len(trials) > MANY
    for trial in trials:
        axes.plot(
            trial.steps,
            trial.means,
            color=_colour(trial),
            linewidth=1.8 if trial.best else 0.6 if thin else 0.9,
            alpha=1 if trial.best else 0.6 if trial.learned else 0.4,
            marker="o",
            markersize=3.5 if trial.best else 1.6 if thin else 2.2,
            markeredgewidth=0,
            zorder=_above(trial),
        )
        if trial.stopped:
            (end,) = axes.plot(
                trial.steps[-1], trial.means[-1], "o", color=_colour(trial), zorder=3
            )
            end.set(markersize=3, markerfacecolor="white", markeredgewidth=0.8)
    best = trials[-1]
    low, high = best.folds.min(1), best.folds.max(1)
    axes.fill_between(best.steps, low, high, color=BEST, alpha=0.18, linewidth=0, zorder=1)
    steps = best.steps[best.chosen]
    axes.vlines(steps, low[best.chosen], high[best.chosen], color=BEST, linewidth=1.2, zorder=4)
    if any(len(trial.steps) > 1 for trial in trials):
        axes.axvline(steps, color=GUIDE, linewidth=0.8, linestyle=":", zorder=1)
    axes.plot(steps, best.value, "o", color="black", markersize=4, zorder=5)
    axes.set_xlim(0, 1.04 * max(trial.steps[-1] for trial in trials))
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=6, steps=[1, 2, 2.5, 5, 10]))
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")


def _positions(name: str, trials: Sequence[Outcome]) -> tuple[np.ndarray, list[float]]:
    """The position of each trial on a setting's axis, and the axis's values if there are few.

    Trials with the same value are drawn side by side around it.
    """
    values = np.array([trial.settings[name] for trial in trials], float)
    if RANGES[name][0] not in ("choice", "alternate"):
        return values, []
    few, positions = np.unique(values, return_inverse=True)
    shifted = positions.astype(float)
    for position in range(len(few)):
        which = np.flatnonzero(positions == position)
        shifted[which] += np.linspace(-0.25, 0.25, len(which)) if len(which) > 1 else 0
    return shifted, few.tolist()


def _set_logarithmic(axes: Axes, low: float, high: float) -> None:
    """Set a logarithmic axis with about three ticks: powers of ten, or 1, 2 and 5 times them."""
    axes.set_xscale("log")
    room = (high / low) ** 0.06
    axes.set_xlim(low / room, high * room)
    first, last = math.ceil(math.log10(low / room)), math.floor(math.log10(high * room))
    powers = range(first, last + 1)
    if len(powers) > 1:
        powers = powers[:: -(-len(powers) // 3)]
        ticks = [10.0**exponent for exponent in powers]
        labels = [power_of_ten(exponent) for exponent in powers]
    else:
        exponents = range(first - 2, last + 2)
        fine = [part * 10.0**exponent for exponent in exponents for part in (1, 2, 5)]
        inside = [tick for tick in fine if low / room <= tick <= high * room] or [low]
        ticks = inside[:1]
        for tick in inside[1:]:
            # Labels as long as 0.005 would touch if they were closer.
            if tick / ticks[-1] >= (high / low) ** LABEL_SHARE:
                ticks.append(tick)
        labels = [f"{tick:g}" for tick in ticks]
    axes.xaxis.set_minor_locator(NullLocator())
    axes.set_xticks(ticks, labels)


def _draw_setting(
    axes: Axes, name: str, trials: Sequence[Outcome], limits: tuple[float, float], select: str
) -> None:
    """Draw each trial's result against one setting; a triangle marks values off the axis."""
    positions, few = _positions(name, trials)
    off_value, off_mark = (limits[1], "^") if select == "loss" else (limits[0], "v")
    size = 2.2 if len(trials) > MANY else 3
    for position, trial in zip(positions, trials, strict=True):
        axes.plot(
            position,
            trial.value if trial.within(limits) else off_value,
            "o" if trial.within(limits) else off_mark,
            color=_colour(trial),
            alpha=1 if trial.best else 0.65,
            markersize=5 if trial.best else size,
            markeredgecolor="black" if trial.best else "none",
            markeredgewidth=0.7 if trial.best else 0,
            clip_on=False,
            zorder=_above(trial),
        )
    if few:
        axes.set_xlim(-0.5, len(few) - 0.5)
        axes.set_xticks(range(len(few)), [f"{value:g}" for value in few])
    elif RANGES[name][0] == "logarithm":
        _set_logarithmic(axes, positions.min(), positions.max())
    else:
        axes.xaxis.set_major_locator(MaxNLocator(nbins=3))
    axes.set_xlabel(NAMES[name])


def _legend(trials: Sequence[Outcome], limits: tuple[float, float], select: str) -> list[Line2D]:
    """A mark for each kind of trial that occurs."""
    best, *_ = reversed(trials)
    others = [trial for trial in trials if not trial.best]
    off = {"color": GUIDE, "linestyle": "", "marker": "^" if select == "loss" else "v"}
    kinds: dict[str, tuple[bool, dict]] = {
        f"best: {best.steps[best.chosen]:,} steps, and the range of its folds": (
            True,
            {"color": BEST, "linewidth": 1.8},
        ),
        "other settings": (any(trial.learned for trial in others), {"color": LEARNED}),
        "nothing learned": (any(not trial.learned for trial in others), {"color": GUIDE}),
        "stopped by halving": (
            any(trial.stopped for trial in others),
            {"color": LEARNED, "markerfacecolor": "white", "linestyle": ""},
        ),
        "off the axis, or diverged": (any(not trial.within(limits) for trial in others), off),
    }
    usual = {"linewidth": 0.9, "marker": "o", "markersize": 3.5}
    return [
        Line2D([], [], **(usual | look), label=name)
        for name, (shown, look) in kinds.items()
        if shown
    ]


def _draw_top(axes: Axes, trials: Sequence[Outcome], found: dict, limits: tuple) -> None:
    """Draw the curves, and the value of a model that has learned nothing."""
    _draw_curves(axes, trials)
    zero, name = zero_loss(found)
    if found["select"] == "loss" and zero <= limits[1]:
        axes.axhline(zero, color=GUIDE, linewidth=0.8, linestyle=":", zorder=1)
        axes.annotate(
            name,
            (0, zero),
            xycoords=("axes fraction", "data"),
            xytext=(3, 3),
            textcoords="offset points",
            fontsize=6.5,
            color=GUIDE,
        )
    axes.set(xlabel="Steps", ylabel=f"Held-out {name_of_choice(found['select'])}", ylim=limits)


def _figure(found: dict, title: str) -> Figure:
    select, trials = found["select"], outcomes(found)
    limits = _limits(trials, select, zero_loss(found)[0])
    names = searched([trial.settings for trial in trials], found["plan"]["optimizer"])
    rows = -(-len(names) // PANELS_A_ROW)
    figure = Figure(figsize=(WIDE, 2.9 + 1.3 * rows), layout="constrained")
    grid = GridSpec(1 + rows, PANELS_A_ROW, figure, height_ratios=[2.2, *[1] * rows])
    top = figure.add_subplot(grid[0, :])
    _draw_top(top, trials, found, limits)
    top.set_title(shortened(title, 70))
    for number, name in enumerate(names):
        row, column = divmod(number, PANELS_A_ROW)
        axes = figure.add_subplot(grid[1 + row, column], sharey=top)
        _draw_setting(axes, name, trials, limits, select)
        axes.tick_params("y", labelleft=not column)
        axes.set_ylabel(f"Best {name_of_choice(select)}", visible=not column)
    folds = trials[0].folds.shape[1]
    figure.legend(
        handles=_legend(trials, limits, select),
        title=f"{len(trials)} setting{'s' * (len(trials) > 1)}, mean over {folds} folds",
        loc="outside lower center",
        alignment="left",
        ncols=2,
    )
    return figure


def plot_trials(calibration: str | PathLike, path: str | PathLike, title: str) -> None:
    """Draw every trial's held-out value against steps, and against each setting searched.

    Args:
        calibration: JSON of `calibration.calibrate`.
        path: output, SVG.
        title: title of the figure.
    """
    found = read_json(calibration)
    with style():
        save(_figure(found, title), path)
