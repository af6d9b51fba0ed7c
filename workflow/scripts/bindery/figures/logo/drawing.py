"""Sequence logos: a matrix over positions and bases as stacked letters."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.ticker import MaxNLocator

from bindery.alphabet import BASES
from bindery.figures.logo.letters import BASE_COLOURS, outline

# Share of its position's width that a letter takes.
BREADTH = 0.95


def draw_letters(
    axes: Axes, heights: np.ndarray, first: int = 0, zorder: float = 1, letters: str = BASES
) -> None:
    """Stack letters at each position, the largest on top; negative ones hang upside down.

    All letters of a base are one path, which is faster to draw and makes a smaller file than a path
    for each. The limits of the axes do not change.

    Args:
        axes: where to draw.
        heights: letter heights, shape (length, 4), order ACGT; 0 draws nothing.
        first: centre of the first position on the axis.
        zorder: drawing order of the letters.
        letters: how the four bases are written, ACGT or ACGU.
    """
    order = np.argsort(heights, axis=1, kind="stable")
    sizes = np.take_along_axis(np.abs(heights), order, axis=1)
    lowest = np.minimum(heights, 0).sum(axis=1, keepdims=True)
    baselines = np.empty_like(sizes)
    np.put_along_axis(baselines, order, lowest + np.cumsum(sizes, axis=1) - sizes, axis=1)
    for number, base in enumerate(letters):
        positions = np.flatnonzero(heights[:, number])
        if not len(positions):
            continue
        high, low = heights[positions, number], baselines[positions, number]
        # An upside-down letter begins at its upper end.
        corners = np.stack([first + positions - BREADTH / 2, low - np.minimum(high, 0)], axis=1)
        scales = np.stack([np.full(len(positions), BREADTH), high], axis=1)
        letter = outline(base)
        drawn = letter.vertices * scales[:, None] + corners[:, None]
        path = Path(drawn.reshape(-1, 2), np.tile(np.asarray(letter.codes), len(positions)))
        axes.add_artist(PathPatch(path, color=BASE_COLOURS[base], linewidth=0, zorder=zorder))


def draw_logo(axes: Axes, matrix: np.ndarray, letters: str = BASES) -> None:
    """Draw a matrix as a logo; letters with negative values hang below the axis, upside down.

    Sets the axes' limits to hold all letters, and ticks for the positions, counted from 1 at x = 0.
    Labels and titles are left to the caller.

    Args:
        axes: where to draw.
        matrix: letter heights, shape (length, 4), order ACGT, such as the bits of `letter_heights`
            or a contribution weight matrix; NaN draws nothing.
        letters: how the four bases are written, ACGT or ACGU.
    """
    heights = np.nan_to_num(np.asarray(matrix, float))
    length = len(heights)
    draw_letters(axes, heights, letters=letters)
    axes.axhline(0, color="black", linewidth=0.5, zorder=0)
    axes.set_xlim(-0.5, length - 0.5)
    top = np.maximum(heights, 0).sum(axis=1).max(initial=0)
    bottom = np.minimum(heights, 0).sum(axis=1).min(initial=0)
    # A margin, so that the frame cuts off no letter.
    room = 0.03 * (top - bottom) or 0.5
    axes.set_ylim(bottom - room if bottom else 0, top + room)
    step = 5 if length <= 50 else 10 if length <= 150 else 50
    positions = [0, *range(step - 1, length, step)]
    axes.set_xticks(positions, [str(position + 1) for position in positions])
    axes.yaxis.set_major_locator(MaxNLocator(nbins=3, steps=[1, 2, 5, 10]))
    axes.spines[["top", "right"]].set_visible(False)
