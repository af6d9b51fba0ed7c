"""Figure of an optimised input: the profile that a model likes best, as a logo."""

from collections.abc import Mapping, Sequence
from os import PathLike

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bindery.figures.logo.drawing import draw_letters
from bindery.figures.logo.letters import letter_heights
from bindery.figures.style import WIDE, save, shortened, style
from bindery.motifs.matrices import information

# Logos of the best starts, positions beyond the last informative one, least drawn, and least bits.
LOGOS, MARGIN, LEAST, SEEN = 3, 3, 24, 0.1
# Inches of a logo with its title and ticks, above and below.
EACH, TOP, BOTTOM, LEFT, RIGHT = 1.05, 0.35, 0.4, 0.5, 0.1
LOGO = 0.62
WIDTH = WIDE + 1.5


def part_of(shares: np.ndarray) -> slice:
    """The part of a profile, shape (length, 4), with information; at least `LEAST` positions."""
    bits = information(shares)
    # What the mean input has is no information of the model's.
    seen = np.flatnonzero(bits > bits.min() + SEEN)
    if not len(seen):
        return slice(0, min(len(shares), LEAST))
    first, last = int(seen[0]) - MARGIN, int(seen[-1]) + MARGIN + 1
    wanting = max(0, LEAST - (last - first))
    first, last = first - wanting // 2, last + wanting - wanting // 2
    return slice(max(0, first), min(len(shares), last))


def plot_optimised_input(
    path: str | PathLike,
    rows: Sequence[Mapping[str, str]],
    shares: Sequence[np.ndarray],
    title: str,
    score: str,
    *,
    lower: bool = False,
) -> None:
    """Draw the profiles of the starts whose consensus scores best.

    Args:
        path: output, SVG.
        rows: rows of the table of optima.
        shares: shares of bases of each, shape (window, 4), order ACGT.
        title: title of the figure.
        score: what the score is.
        lower: whether low scores were searched for.
    """
    sign = -1 if lower else 1
    order = sorted(range(len(rows)), key=lambda row: -sign * float(rows[row]["score"]))[:LOGOS]
    height = TOP + EACH * len(order) + BOTTOM
    with style():
        figure = Figure(figsize=(WIDTH, height))
        figure.text(LEFT / WIDTH, 1 - 0.1 / height, shortened(title, 80), va="top", fontsize=8.5)
        for number, row in enumerate(order):
            bottom = height - TOP - EACH * number - 0.2 - LOGO
            box = LEFT / WIDTH, bottom / height, 1 - (LEFT + RIGHT) / WIDTH, LOGO / height
            _draw(figure.add_axes(box), shares[row], rows[row], score)
        figure.axes[-1].set_xlabel("Position in the model's window", fontsize=7.5)
        save(figure, path)


def _draw(axes: Axes, shares: np.ndarray, row: Mapping[str, str], score: str) -> None:
    part = part_of(shares)
    draw_letters(axes, letter_heights(shares[part]), part.start + 1)
    axes.set(xlim=(part.start + 0.5, part.stop + 0.5), ylim=(0, 2), yticks=[0, 1, 2])
    axes.tick_params(labelsize=6.5, length=2)
    axes.set_ylabel("Bits", fontsize=7.5)
    says = f"{shortened(row['name'], 40)}: consensus scores {float(row['score']):.2f}"
    axes.set_title(says, loc="left", fontsize=7.5, pad=3)
    start = f"{score}; start {float(row['start_score']):.2f}"
    axes.set_title(start, loc="right", fontsize=7.5, pad=3)
