"""Pairs of logos: a motif or pattern of a model above the known motif that it resembles."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.gridspec import GridSpec

from bindery.alphabet import BASES
from bindery.figures.logo.drawing import draw_logo
from bindery.figures.logo.letters import PALE, letter_heights
from bindery.figures.numerals import significant
from bindery.figures.style import GUIDE, WIDE, shortened
from bindery.motifs.matrices import Motif
from bindery.motifs.tomtom import Match, aligned

COLUMNS = 2
# Inches of a pair, of the margins around all pairs, and of a note.
ROW, AROUND, NOTE = 1.85, 0.4, 0.2
# Every logo has as many positions as the longest, and at least this many.
POSITIONS = 15


@dataclass
class Pair:
    """A model's motif or pattern and its match, as two matrices of the same length.

    Attributes:
        title: title above the upper logo.
        label: label of the upper logo's axis.
        heights: letter heights of the upper logo, shape (length, 4).
        match: the match; None if the upper logo is not to be named.
        bits: letter heights of the known motif, shape (length, 4).
        clear: whether the match counts.
        letters: how the bases of the upper logo are written, and of the lower one.
    """

    title: str
    label: str
    heights: np.ndarray
    match: Match | None = None
    bits: np.ndarray | None = None
    clear: bool = False
    letters: tuple[str, str] = (BASES, BASES)


def pair(
    title: str,
    label: str,
    heights: np.ndarray,
    match: Match | None,
    known: Sequence[Motif],
    significance: float,
    letters: str = BASES,
) -> Pair:
    """Align letter heights, shape (length, 4), with the known motif of a match.

    `letters` writes the bases of the heights; a known motif has its own.
    """
    if match is None:
        return Pair(title, label, heights, letters=(letters, letters))
    (target,) = (motif for motif in known if motif.identifier == match.target)
    top, bottom = aligned(heights, target.probabilities(0.0), match)
    bits, clear = letter_heights(bottom), match.counts(significance)
    return Pair(title, label, top, match, bits, clear, (letters, target.letters))


def _quiet(axes: Axes, positions: int) -> None:
    """Give letters the same width in every logo, and remove the ticks of positions."""
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    axes.set_xlim(-0.5, positions - 0.5)


def _draw_match(axes: Axes, pair: Pair) -> None:
    match = pair.match
    if match is None or pair.bits is None:
        axes.set_axis_off()
        axes.set_title("not compared with known motifs", loc="left", fontsize=7.5, color=GUIDE)
        return
    draw_logo(axes, pair.bits, pair.letters[1])
    axes.set(ylim=(0, 2.06), yticks=[0, 1, 2], ylabel="Bits")
    for letter in axes.patches:
        letter.set_alpha(1 if pair.clear else PALE)
    strand = ", reverse" if match.reverse else ""
    text = f"{shortened(match.name, 14)} ({match.target}{strand}), q = {significant(match.q_value)}"
    axes.set_title(text, loc="left", fontsize=7.5, color="black" if pair.clear else GUIDE)


def _draw_pair(upper: Axes, lower: Axes, pair: Pair, positions: int) -> None:
    draw_logo(upper, pair.heights, pair.letters[0])
    # Space above, so that a logo is nearer to its own match than to its neighbour's.
    upper.set_title(pair.title, loc="left", y=1.16)
    upper.set_ylabel(pair.label)
    if pair.label == "Bits":
        upper.set(ylim=(0, 2.06), yticks=[0, 1, 2])
    _draw_match(lower, pair)
    for axes in (upper, lower):
        _quiet(axes, positions)


def empty_figure(reason: str, title: str) -> Figure:
    """A figure that says why there is nothing to show; each semicolon in the reason ends a line."""
    figure = Figure(figsize=(WIDE, 1.2), layout="constrained")
    figure.suptitle(title, fontsize=8.5)
    figure.text(0.5, 0.4, reason.replace("; ", "\n"), ha="center", va="center", fontsize=7)
    return figure


def pairs_figure(pairs: Sequence[Pair], title: str, note: str = "") -> Figure:
    """Draw pairs in two columns, with a note below them."""
    columns = min(COLUMNS, len(pairs))
    rows = -(-len(pairs) // columns)
    positions = max([POSITIONS, *(len(pair.heights) for pair in pairs)])
    width = (WIDE + 1) * columns / COLUMNS
    height = AROUND + ROW * rows + (NOTE if note else 0)
    figure = Figure(figsize=(width, height), layout="constrained")
    figure.suptitle(title, fontsize=8.5)
    if note:
        figure.supxlabel(note, x=0.01, ha="left", fontsize=7.5, color=GUIDE)
    grid = GridSpec(2 * rows, columns, figure)
    for number, pair in enumerate(pairs):
        row, column = divmod(number, columns)
        upper = figure.add_subplot(grid[2 * row, column])
        lower = figure.add_subplot(grid[2 * row + 1, column])
        _draw_pair(upper, lower, pair, positions)
    figure.align_ylabels()
    return figure
