"""Sequence logos: a matrix over positions and bases as stacked letters."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.ticker import MaxNLocator

from bindery.alphabet import BASES
from bindery.figures.letters import BASE_COLOURS, outline

# The part of its place that a letter takes in breadth.
BREADTH = 0.95


def draw_letters(axes: Axes, heights: np.ndarray, first: int = 0, zorder: float = 1) -> None:
    """Stack letters at each place, the largest on top; those of negative values hang upside down.

    All letters of a base are one path, which is quicker to draw than one each and makes a shorter
    file. The limits of the axes stay as they are.

    Args:
        axes: where to draw.
        heights: of letters, shape (length, 4), order ACGT; 0 draws nothing.
        first: the first place's centre on the axis.
        zorder: of the letters among all that is drawn.
    """
    order = np.argsort(heights, axis=1, kind="stable")
    sizes = np.take_along_axis(np.abs(heights), order, axis=1)
    lowest = np.minimum(heights, 0).sum(axis=1, keepdims=True)
    baselines = np.empty_like(sizes)
    np.put_along_axis(baselines, order, lowest + np.cumsum(sizes, axis=1) - sizes, axis=1)
    for number, base in enumerate(BASES):
        places = np.flatnonzero(heights[:, number])
        if not len(places):
            continue
        high, low = heights[places, number], baselines[places, number]
        # Upside down, a letter starts at its upper end.
        corners = np.stack([first + places - BREADTH / 2, low - np.minimum(high, 0)], axis=1)
        scales = np.stack([np.full(len(places), BREADTH), high], axis=1)
        letter = outline(base)
        drawn = letter.vertices * scales[:, None] + corners[:, None]
        path = Path(drawn.reshape(-1, 2), np.tile(np.asarray(letter.codes), len(places)))
        axes.add_artist(PathPatch(path, color=BASE_COLOURS[base], linewidth=0, zorder=zorder))


def draw_logo(axes: Axes, matrix: np.ndarray) -> None:
    """Draw a matrix as a logo; letters of negative values hang below the axis, upside down.

    The axes' limits are set to hold all letters; ticks are positions, counted from 1 at x = 0.
    Labels and titles are the caller's.

    Args:
        axes: where to draw.
        matrix: heights of letters, shape (length, 4), order ACGT: bits of `letter_heights`, a
            contribution weight matrix, a detector's weights, a mutation map; NaN draws nothing.
    """
    heights = np.nan_to_num(np.asarray(matrix, float))
    length = len(heights)
    draw_letters(axes, heights)
    axes.axhline(0, color="black", linewidth=0.5, zorder=0)
    axes.set_xlim(-0.5, length - 0.5)
    top = np.maximum(heights, 0).sum(axis=1).max(initial=0)
    bottom = np.minimum(heights, 0).sum(axis=1).min(initial=0)
    # A little room, so that no letter is cut at the frame.
    room = 0.03 * (top - bottom) or 0.5
    axes.set_ylim(bottom - room if bottom else 0, top + room)
    step = 5 if length <= 50 else 10 if length <= 150 else 50
    places = [0, *range(step - 1, length, step)]
    axes.set_xticks(places, [str(place + 1) for place in places])
    axes.yaxis.set_major_locator(MaxNLocator(nbins=3, steps=[1, 2, 5, 10]))
    axes.spines[["top", "right"]].set_visible(False)
