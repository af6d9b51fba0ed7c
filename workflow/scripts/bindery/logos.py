"""Sequence logos: a matrix over positions and bases as stacked letters."""

import logomaker
import numpy as np
import pandas
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from bindery.alphabet import BASES
from bindery.letters import BASE_COLOURS, FONT


def draw_logo(axes: Axes, matrix: np.ndarray) -> None:
    """Draw a matrix as a logo; letters of negative values hang below the axis, upside down.

    The axes' limits are set to hold all letters; ticks are positions, counted from 1 at x = 0.
    Labels and titles are the caller's.

    Args:
        axes: where to draw.
        matrix: heights of letters, shape (length, 4), order ACGT: bits of `information`, a
            contribution weight matrix, a detector's weights, a mutation map; NaN draws nothing.
    """
    heights = np.nan_to_num(np.asarray(matrix, float))
    length = len(heights)
    if heights.any():
        frame = pandas.DataFrame(heights, columns=list(BASES))
        logomaker.Logo(frame, ax=axes, color_scheme=BASE_COLOURS, font_name=FONT, show_spines=True)
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
