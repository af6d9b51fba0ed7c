"""Figure of mutation maps: how each single-base change of a sequence changes its score.

As in DeepBind (Alipanahi et al. 2015, Fig. 4), a logo of the importance of each base is above a
heat map of the effect of every change. Here the importance of a base is the mean fall of the score
over its three changes, and a base whose changes raise the score is drawn below the axis. In
DeepBind the importance is the largest fall, and nothing is below the axis.
"""

from collections.abc import Sequence
from os import PathLike

import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from bindery.alphabet import BASES, RNA, UNKNOWN
from bindery.data.tensors import POSITIVE
from bindery.explanation.attributions import Attributions
from bindery.figures.heat_cells import colours_to, draw_cells, draw_scale
from bindery.figures.logo.drawing import draw_letters
from bindery.figures.logo.letters import BASE_COLOURS
from bindery.figures.style import WIDE, save, shortened, style

# A window longer than the first number is cropped to the second, where its importance is.
LONGEST, CROPPED = 120, 81
# Inches of the figure and its margins, and of a map's title, logo, heat map and ticks.
WIDTH, LEFT, RIGHT = WIDE + 1.5, 0.62, 0.12
TITLE, LOGO, HEAT, TICKS = 0.2, 0.6, 0.4, 0.22
TOP, BOTTOM = 0.02, 0.6
# Size of the smallest text, in points.
SMALL = 6.5
# Letters lower than this share of the logo's height are left out.
FLAT = 0.015
DOT = "#595959"


def chosen_rows(attributions: Attributions, count: int) -> np.ndarray:
    """Choose the sequences that score highest.

    Args:
        attributions: of n sequences.
        count: number of sequences to choose.

    Returns:
        Indices, int64, shape (min(count, n),), by falling score; equal scores keep their order.
    """
    return np.argsort(-attributions.score, kind="stable")[:count]


def importance(effects: np.ndarray, codes: np.ndarray) -> np.ndarray:
    """The mean fall of the score when the base at a position is changed.

    Args:
        effects: effect of every change, float32, shape (..., window, 4), 0 for the own base.
        codes: uint8, shape (..., window).

    Returns:
        float32, shape (..., window); 0 at unknown bases.
    """
    return np.where(codes == UNKNOWN, 0, -effects.sum(axis=-1) / 3)


def cropped(heights: np.ndarray) -> slice:
    """The part of a window that is drawn: all of it, or the part with the most importance.

    Importance has more weight near the middle of the part, so that a site is not cut.

    Args:
        heights: importance of each base, shape (window,).

    Returns:
        Positions, among them that of the most important base.
    """
    window = len(heights)
    if window <= LONGEST:
        return slice(0, window)
    size = np.abs(heights)
    sums = np.convolve(size, np.bartlett(CROPPED + 2)[1:-1], "valid")
    most = int(size.argmax())
    first = max(0, most - CROPPED + 1)
    start = first + int(sums[first : most + 1].argmax())
    return slice(start, start + CROPPED)


def plot_mutation_maps(
    path: str | PathLike,
    attributions: Attributions,
    chosen: Sequence[int] | np.ndarray,
    label: str | None = None,
    *,
    binary: bool = True,
    letters: str = BASES,
) -> None:
    """Draw the mutation maps of sequences, one above the other, on the same scales.

    Args:
        path: output, SVG.
        attributions: attributions with `mutagenesis`.
        chosen: indices of sequences, as `chosen_rows` gives them.
        label: notice such as "simulated data", below the maps.
        binary: whether targets are classes, not intensities.
        letters: how bases are written, ACGT or ACGU.

    Raises:
        ValueError: no sequence is chosen, or there is no `mutagenesis`.
    """
    effects = attributions.mutagenesis
    if effects is None or not len(chosen):
        raise ValueError("mutation maps need mutagenesis and at least one sequence")
    heights = {row: importance(effects[row], attributions.sequences[row]) for row in chosen}
    shown = {row: cropped(heights[row]) for row in chosen}
    drawn = np.concatenate([heights[row][shown[row]] for row in chosen])
    limits = limits_of(drawn)
    colours = colours_of(np.concatenate([effects[row][shown[row]] for row in chosen]))
    each = TITLE + LOGO + HEAT + TICKS
    height = TOP + each * len(chosen) + BOTTOM
    with style():
        figure = Figure(figsize=(WIDTH, height))
        for number, row in enumerate(chosen):
            top = height - TOP - number * each - TITLE
            part, codes = shown[row], attributions.sequences[row]
            first = part.start - _offset(len(codes))
            logo = placed(figure, top - LOGO, LOGO)
            draw_importance(logo, heights[row][part], codes[part], first, limits, letters)
            _draw_title(logo, attributions, row, binary)
            heat = placed(figure, top - LOGO - HEAT, HEAT)
            draw_changes(heat, effects[row][part], codes[part], first, colours, letters)
        _draw_scale(figure, colours, effects.shape[1], len(drawn) // len(chosen), label, letters)
        save(figure, path)


def placed(figure: Figure, bottom: float, height: float) -> Axes:
    """Create axes from margin to margin, at a height in inches above the figure's lower end."""
    whole = figure.get_figheight()
    return figure.add_axes(
        (LEFT / WIDTH, bottom / whole, (WIDTH - LEFT - RIGHT) / WIDTH, height / whole)
    )


def limits_of(heights: np.ndarray) -> tuple[float, float]:
    """Limits of the logos, which include 0 and a small margin."""
    low, high = min(0.0, float(heights.min())), max(0.0, float(heights.max()))
    air = 0.06 * (high - low) or 0.5
    return low - air, high + air


def colours_of(effects: np.ndarray) -> ScalarMappable:
    """The colours of changes, white for none, up to the largest change."""
    return colours_to(float(np.abs(effects).max()) or 1.0)


def _offset(window: int) -> int:
    """The position that is numbered 0: the middle one, or the first of the second half."""
    return window // 2


def draw_importance(
    axes: Axes,
    heights: np.ndarray,
    codes: np.ndarray,
    first: int,
    limits: tuple[float, float],
    letters: str = BASES,
) -> None:
    """Draw each base of a sequence, with its importance as height.

    Args:
        axes: where to draw.
        heights: importance of each base, shape (length,).
        codes: uint8, shape (length,).
        first: position of the first base on the axis.
        limits: limits of the vertical axis.
        letters: how bases are written.
    """
    # Letters thinner than the axis would be invisible and make the file larger.
    seen = np.abs(heights[:, None]) > FLAT * (limits[1] - limits[0])
    there = (codes[:, None] == np.arange(4)) & seen
    draw_letters(axes, np.where(there, heights[:, None], 0.0), first, zorder=3, letters=letters)
    axes.axhline(0, color="black", linewidth=0.5, zorder=2)
    axes.set(xlim=(first - 0.5, first + len(codes) - 0.5), ylim=limits)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=3))
    axes.tick_params("x", bottom=False, labelbottom=False)
    axes.tick_params("y", labelsize=SMALL, length=2)
    axes.spines["bottom"].set_visible(False)
    axes.set_ylabel("Importance", fontsize=SMALL)


def _draw_title(axes: Axes, attributions: Attributions, row: int, binary: bool) -> None:
    """Write the sequence's name at the left, and its target and score at the right."""
    target = attributions.target[row]
    measured = f"intensity {target:.3g}"
    if binary:
        measured = "positive" if target > POSITIVE else "background"
    found = measured if np.isfinite(target) else "not measured"
    values = f"{found}, score {attributions.score[row]:.2f}"
    axes.set_title(shortened(attributions.name[row], 70), loc="left", fontsize=7.5, pad=3)
    axes.set_title(values, loc="right", fontsize=7.5, pad=3)


def draw_changes(
    axes: Axes,
    effects: np.ndarray,
    codes: np.ndarray,
    first: int,
    colours: ScalarMappable,
    letters: str = BASES,
) -> None:
    """Draw the effect of every change, with a row for each base; dots mark the sequence.

    Args:
        axes: where to draw.
        effects: effect of every change, shape (length, 4).
        codes: uint8, shape (length,).
        first: position of the first base on the axis.
        colours: see `colours_of`.
        letters: how bases are written.
    """
    draw_cells(axes, effects, colours, first)
    known = np.flatnonzero(codes < UNKNOWN)
    axes.plot(first + known, codes[known], "o", color=DOT, markersize=1.5, mew=0)
    axes.set(xlim=(first - 0.5, first + len(codes) - 0.5), ylim=(3.5, -0.5))
    axes.set_yticks(range(4), list(letters))
    for letter in axes.get_yticklabels():
        letter.set(color=BASE_COLOURS[letter.get_text()], fontweight="bold", fontsize=SMALL)
    axes.tick_params("y", length=0, pad=2)
    axes.tick_params("x", labelsize=SMALL, length=2, pad=1.5)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=11, steps=[1, 2, 5, 10]))


def _draw_scale(
    figure: Figure,
    colours: ScalarMappable,
    window: int,
    part: int,
    label: str | None,
    letters: str,
) -> None:
    """Explain the axes, letters and colours below all maps."""
    whole = figure.get_figheight()
    unit = "bases" if letters == RNA else "bp"
    position = f"Position from the middle of the window of {window:,} {unit}"
    if part < window:
        position += f", shown: {part} {unit} of most importance"
    meaning = "Importance: mean fall of the score when the base is changed"
    lines = [position, meaning, "Dot: the base that is there" + (f"; {label}" if label else "")]
    figure.text(LEFT / WIDTH, (BOTTOM - 0.05) / whole, "\n".join(lines), va="top", fontsize=7)
    bar = figure.add_axes((0.71, 0.3 / whole, 0.265, 0.08 / whole))
    draw_scale(figure, bar, colours)
    bar.tick_params(labelsize=SMALL, length=2, pad=1.5)
    bar.xaxis.set_major_locator(MaxNLocator(nbins=5, symmetric=True))
    bar.set_title("Change of the score", fontsize=7, pad=3)
