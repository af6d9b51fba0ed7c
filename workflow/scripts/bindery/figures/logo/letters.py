"""The letters of sequence logos: heights, colours and outlines.

Colours follow the custom of the field (A green, C blue, G orange, T or U red), in Okabe and Ito's
shades, which colour-blind readers can tell apart.
"""

import functools

import numpy as np
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
from matplotlib.textpath import TextPath

from bindery.motifs.matrices import information

BASE_COLOURS = {"A": "#009E73", "C": "#0072B2", "G": "#E69F00", "T": "#D55E00", "U": "#D55E00"}
# This font comes with matplotlib, so a logo has the same outlines on every machine.
FONT = "DejaVu Sans"
# Opacity of a logo whose match does not count.
PALE = 0.3


def letter_heights(probabilities: np.ndarray) -> np.ndarray:
    """Heights of the letters of a sequence logo, in bits (Schneider and Stephens 1990).

    The information of a position is divided among its bases by their probabilities.

    Args:
        probabilities: shape (length, 4), order ACGT; a row of NaN or of zeros (the padding of an
            aligned pair) has no letters.

    Returns:
        float64, shape (length, 4), from 0 to 2.
    """
    shares = np.nan_to_num(np.asarray(probabilities, float))
    return shares * information(shares)[:, None]


@functools.cache
def outline(base: str) -> Path:
    """The outline of a base's letter, scaled to the unit square."""
    font = FontProperties(family=FONT, style="normal", weight="bold", stretch="normal")
    path = TextPath((0, 0), base, size=100, prop=font)
    box = path.get_extents()
    return Path((np.asarray(path.vertices) - box.min) / box.size, path.codes)
