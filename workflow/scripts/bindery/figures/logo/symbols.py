"""Small logos for a table: a page has each letter's outline once, and logos refer to it."""

import numpy as np
from markupsafe import Markup
from matplotlib.path import Path

from bindery.alphabet import BASES, RNA
from bindery.figures.logo.letters import BASE_COLOURS, PALE, outline
from bindery.figures.style import style

COMMANDS = {Path.MOVETO: "M", Path.LINETO: "L", Path.CURVE3: "Q", Path.CURVE4: "C"}
# Share of its position's width that a letter fills, so that neighbours do not touch.
FILLED = 0.94
# Largest widths of a position and of a logo, and height of the axis of two bits, in pixels. The
# pages' style sheet reserves this size.
POSITION, WIDEST, HEIGHT = 8, 132, 36
BITS = 2
# Letters with fewer bits are less than a pixel high and are left out.
SEEN = BITS / HEIGHT


def _short(number: float) -> str:
    """A number with at most three decimals."""
    return f"{round(float(number), 3) + 0:g}"


def _path_data(base: str) -> str:
    """The outline of a letter as SVG's path data: 0 to 1 to the right, 0 to -1 upwards."""
    parts = []
    for points, code in outline(base).iter_segments(simplify=False):
        if code == Path.CLOSEPOLY:
            parts.append("Z")
            continue
        placed = np.reshape(points, (-1, 2)) * [FILLED, -1] + [(1 - FILLED) / 2, 0]
        parts.append(COMMANDS[code] + " ".join(_short(number) for number in placed.ravel()))
    return "".join(parts)


def symbols(rna: bool = False) -> Markup:
    """The outlines of A, C, G, T and, if asked for, U for `small_logo`, put into a page once."""
    letters = BASES + RNA[-1] if rna else BASES
    path = Markup('<path id="base-{}" fill="{}" d="{}"/>')
    with style():
        paths = [path.format(base, BASE_COLOURS[base], _path_data(base)) for base in letters]
    start = Markup('<svg width="0" height="0" style="position: absolute" aria-hidden="true"><defs>')
    return start + Markup("").join(paths) + Markup("</defs></svg>")


def small_logo(heights: np.ndarray, label: str, clear: bool, letters: str = BASES) -> Markup:
    """A logo some dozens of pixels high; its axis always goes from 0 to 2 bits.

    Args:
        heights: letter heights in bits, from `letters.letter_heights`, shape (length, 4), order
            ACGT.
        label: text for readers who cannot see the logo, such as the consensus.
        clear: whether to draw it in full colour; otherwise it is pale.
        letters: how the four bases are written, ACGT or ACGU.

    Returns:
        An `svg` element of a few kilobytes, for a page that has `symbols`.
    """
    length = len(heights)
    start = Markup(
        '<svg class="logo" role="img" aria-label="{}" width="{}" height="{}" viewBox="0 0 {} {}" '
        'preserveAspectRatio="none"{}>'
    )
    width = min(POSITION * length, WIDEST)
    pale = "" if clear else Markup(' opacity="{}"').format(PALE)
    letter = Markup('<use href="#base-{}" transform="translate({} {})scale(1 {})"/>')
    parts = [start.format(label, width, HEIGHT, length, BITS, pale)]
    for position, row in enumerate(heights):
        bottom = 0.0
        for number in np.argsort(row, kind="stable"):
            if row[number] >= SEEN:
                vertical = _short(BITS - bottom), _short(row[number])
                parts.append(letter.format(letters[number], position, *vertical))
            bottom += row[number]
    return Markup("").join([*parts, Markup("</svg>")])
