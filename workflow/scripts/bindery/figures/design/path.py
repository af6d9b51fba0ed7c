"""Figure of a design: the sequence with its changes by step, and the score over the steps."""

from collections.abc import Sequence
from os import PathLike
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from bindery.alphabet import BASES, encode
from bindery.design.design_tables import Drawn
from bindery.figures.logo.drawing import draw_letters
from bindery.figures.style import DEEP_COLOURS, GUIDE, WIDE, save, shortened, style

# Inches: the figure, what is above and below the rows, left and right of the sequence, its row.
WIDTH, TOP, BOTTOM, LEFT, RIGHT, GAP, ROW = WIDE + 1.5, 0.62, 0.62, 0.62, 0.1, 0.12, 0.135
CURVE = 1.35
# Bases of a longer sequence that are drawn.
LONGEST = 120
# Height of a letter in its row, and of the bands behind changed bases.
LETTER, BAND = 0.8, "#E8E8E8"
SMALL = 6.5


def best_of(designs: Sequence[Drawn], *, lower: bool) -> int:
    """Number of the design with the best score; of equal ones the first."""
    ends = [design.scores[-1] for design in designs]
    return int(np.argmin(ends) if lower else np.argmax(ends))


def shown_part(length: int, positions: Sequence[int]) -> slice:
    """The part of a sequence that is drawn: all of it, or `LONGEST` bases with most changes."""
    if length <= LONGEST:
        return slice(0, length)
    starts = range(length - LONGEST + 1)
    held = [sum(start <= one < start + LONGEST for one in positions) for start in starts]
    # Of equal parts the middle one, so that changes have a margin.
    most = np.flatnonzero(np.array(held) == max(held))
    start = int(most[len(most) // 2])
    return slice(start, start + LONGEST)


def plot_design_path(
    path: str | PathLike, designs: Sequence[Drawn], title: str, score: str, *, lower: bool = False
) -> None:
    """Draw the steps of the best design, and the scores of all beside them.

    Args:
        path: output, SVG.
        designs: the designs, at least one.
        title: title of the figure.
        score: what the score is, for its axis.
        lower: whether low scores were searched for.
    """
    best = designs[best_of(designs, lower=lower)]
    steps = len(best.positions)
    most = max(len(one.positions) for one in designs)
    # Start, steps, a gap, and the designed sequence.
    rows = max(steps, most) + 3
    height = TOP + rows * ROW + BOTTOM
    with style():
        figure = Figure(figsize=(WIDTH, height))
        letters = WIDTH - LEFT - GAP - CURVE - RIGHT
        box = LEFT / WIDTH, BOTTOM / height, letters / WIDTH, rows * ROW / height
        sequence = figure.add_axes(box)
        box = 1 - (CURVE + RIGHT) / WIDTH, BOTTOM / height, CURVE / WIDTH, rows * ROW / height
        curve = figure.add_axes(box)
        _draw_sequence(sequence, best, rows)
        _draw_scores(curve, designs, best, rows, score)
        figure.text(
            LEFT / WIDTH,
            1 - 0.12 / height,
            f"{shortened(title, 70)}\n{_says(best, len(designs))}",
            va="top",
            fontsize=8,
            linespacing=1.35,
        )
        save(figure, path)


def _says(best: Drawn, number: int) -> str:
    steps = len(best.positions)
    of = "" if number == 1 else f", the best of {number}"
    return (
        f"{shortened(best.name, 40)}{of}: {best.scores[0]:.2f} to {best.scores[-1]:.2f} in "
        f"{steps} step{'' if steps == 1 else 's'}"
    )


def _draw_sequence(axes: Axes, best: Drawn, rows: int) -> None:
    """Draw the start, each change in a row of its own, and the designed sequence."""
    steps = len(best.positions)
    part = shown_part(len(best.start), best.positions)
    end = steps + 2
    axes.set(xlim=(part.start + 0.5, part.stop + 0.5), ylim=(rows - 0.4, -0.7))
    changed = sorted(set(best.positions))
    for position in changed:
        axes.axvspan(position + 0.5, position + 1.5, color=BAND, linewidth=0, zorder=0)
    _draw_row(axes, best.start, range(*part.indices(len(best.start))), 0)
    _draw_row(axes, best.sequence, range(*part.indices(len(best.start))), end)
    for number, (position, base) in enumerate(zip(best.positions, best.after, strict=True), 1):
        axes.axhline(number, color=BAND, linewidth=0.5, zorder=-1)
        if part.start <= position < part.stop:
            _draw_row(axes, {position: base}, [position], number)
        else:
            _tell_outside(axes, position, base, number, left=position < part.start)
    ticks = [0, *range(5, steps + 1, 5)] if steps > 12 else list(range(steps + 1))
    names = ["start", *(f"{number}" for number in ticks[1:])]
    axes.set_yticks([*ticks, end], [*names, "design"])
    axes.tick_params("y", length=0, labelsize=SMALL, pad=2)
    axes.tick_params("x", labelsize=SMALL, length=2)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=10, steps=[1, 2, 5, 10]))
    axes.spines["left"].set_visible(False)
    whole = part == slice(0, len(best.start))
    shown = "" if whole else f" (shown: {part.start + 1} to {part.stop} of {len(best.start)})"
    axes.set_xlabel(f"Position in the sequence{shown}; grey: changed", fontsize=7.5)
    axes.set_ylabel("Step", fontsize=7.5)


def _tell_outside(axes: Axes, position: int, base: str, row: int, *, left: bool) -> None:
    """Write a change outside the part that is drawn, at the end of its row that is nearer."""
    text = f"\u2190 {position + 1} {base}" if left else f"{position + 1} {base} \u2192"
    axes.text(
        *(0.005 if left else 0.995, row, text),
        transform=axes.get_yaxis_transform(),
        ha="left" if left else "right",
        va="center",
        fontsize=SMALL,
    )


def _draw_row(
    axes: Axes, letters: str | dict[int, str], positions: Sequence[int], row: int
) -> None:
    """Draw letters at their positions, counted from 1 on the axis, centred on a row."""
    codes = encode("".join(letters[position] for position in positions))
    heights = np.zeros((len(codes), len(BASES)))
    known = codes < len(BASES)
    heights[np.flatnonzero(known), codes[known]] = LETTER
    # Axes of the row's own: those of the sequence go down, and letters grow upwards.
    own = axes.inset_axes(
        (0, row - LETTER / 2, 1, LETTER), transform=axes.get_yaxis_transform(), zorder=3
    )
    own.set_axis_off()
    own.set(xlim=axes.get_xlim(), ylim=(0, LETTER))
    draw_letters(own, heights, positions[0] + 1)


def _draw_scores(axes: Axes, designs: Sequence[Drawn], best: Drawn, rows: int, score: str) -> None:
    """Draw scores over steps, on the rows of the sequence: step down, score to the right."""
    for one in designs:
        axes.plot(one.scores, range(len(one.scores)), color=GUIDE, linewidth=0.5, alpha=0.6)
    look: dict[str, Any] = {"linewidth": 1.2, "marker": "o", "markersize": 2.5}
    axes.plot(best.scores, range(len(best.scores)), zorder=4, color=DEEP_COLOURS[0], **look)
    axes.set_ylim(rows - 0.4, -0.7)
    axes.tick_params("y", left=False, labelleft=False)
    axes.tick_params("x", labelsize=SMALL, length=2)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=4))
    axes.set_xlabel(score, fontsize=7.5)
    axes.spines["left"].set_visible(False)
    if len(designs) > 1:
        axes.set_title(f"grey: all {len(designs)}", fontsize=SMALL, loc="left", pad=2)
