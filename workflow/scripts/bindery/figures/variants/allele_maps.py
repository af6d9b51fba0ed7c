"""Figure of a variant: the mutation maps of both alleles, aligned, and the known motif it changes.

Each allele is drawn as in `mutation_maps`, a logo of importance above a heat map. Both have their
common bases in the same columns; where one has none, it has a gap.
"""

from collections.abc import Sequence
from os import PathLike

import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from bindery.alphabet import decode
from bindery.figures.heat_cells import draw_scale
from bindery.figures.logo.drawing import draw_letters
from bindery.figures.logo.letters import letter_heights
from bindery.figures.mutation_maps import (
    LEFT,
    SMALL,
    WIDTH,
    colours_of,
    draw_changes,
    draw_importance,
    importance,
    limits_of,
    placed,
)
from bindery.figures.numerals import MINUS, NONE
from bindery.figures.style import save, shortened, style
from bindery.variants.differences import Difference, side_by_side
from bindery.variants.map_files import VariantMaps

# Bases that are drawn on either side of the change.
AROUND = 30
# Columns that are drawn at most; the end of a longer change is left out.
MOST = 150
# Inches of the title, of the known motif, of an allele's title, logo and heat map, and of the lower
# end.
TITLE, MOTIF, NAME, LOGO, HEAT, BOTTOM = 0.22, 0.42, 0.17, 0.52, 0.36, 0.72
ALLELES = ("Reference", "Alternative")
MARKED = "#FFF1CC"


def plot_allele_maps(
    path: str | PathLike,
    maps: VariantMaps,
    number: int,
    title: str,
    scores: Sequence[float],
    label: str | None = None,
) -> None:
    """Draw the mutation maps of both alleles of a variant, one above the other.

    Args:
        path: output, SVG.
        maps: the maps of a model's top variants.
        number: number of the variant among them.
        title: title of the figure.
        scores: the model's scores of the reference and of the alternative.
        label: notice such as "simulated data", or None.
    """
    difference = maps.difference(number)
    codes = maps.reference[number], maps.alternative[number]
    effects = maps.reference_effects[number], maps.alternative_effects[number]
    part = _shown(difference, len(codes[0]))
    laid = [
        [side_by_side(values, difference, bool(allele))[part] for values in own]
        for allele, own in enumerate(zip(codes, effects, strict=True))
    ]
    heights = [importance(changes, bases) for bases, changes in laid]
    limits = limits_of(np.concatenate(heights))
    colours = colours_of(np.concatenate([changes for _, changes in laid]))
    known, first = maps.known_motif(number), part.start - difference.start
    whole = TITLE + (MOTIF if known else 0) + 2 * (NAME + LOGO + HEAT) + BOTTOM
    with style():
        figure = Figure(figsize=(WIDTH, whole))
        figure.text(LEFT / WIDTH, 1 - 0.04 / whole, shortened(title, 90), va="top", fontsize=8.5)
        top = whole - TITLE
        if known:
            top -= MOTIF
            _draw_motif(placed(figure, top, MOTIF), maps, number, first, len(heights[0]))
        for allele, (bases, changes) in enumerate(laid):
            top -= NAME + LOGO
            logo = placed(figure, top, LOGO)
            draw_importance(logo, heights[allele], bases, first, limits)
            start = difference.start
            own = decode(codes[allele][start : start + difference.length(bool(allele))])
            _draw_name(logo, f"{ALLELES[allele]} {shortened(own, 20) or NONE}", scores[allele])
            top -= HEAT
            heat = placed(figure, top, HEAT)
            draw_changes(heat, changes, bases, first, colours)
            heat.tick_params("x", labelbottom=bool(allele), bottom=bool(allele))
            for axes in (logo, heat):
                _mark(axes, difference, allele)
        _explain(figure, colours, label, known is not None)
        save(figure, path)


def _shown(difference: Difference, window: int) -> slice:
    """The columns that are drawn, of both alleles side by side."""
    longest = max(difference.removed, difference.inserted, 1)
    end = difference.start + longest + AROUND
    first = max(0, difference.start - AROUND)
    return slice(first, min(window + difference.gap, end, first + MOST))


def _mark(axes: Axes, difference: Difference, allele: int) -> None:
    """Shade the columns of the change, and draw a line through an allele's gap."""
    own, longest = difference.length(bool(allele)), max(difference.removed, difference.inserted)
    longest = min(longest, int(axes.get_xlim()[1] + 0.5))
    low, high = sorted(axes.get_ylim())
    shade = Rectangle((-0.5, low), longest, high - low, facecolor=MARKED, linewidth=0, zorder=-1)
    axes.add_patch(shade)
    if own < longest:
        middle = 0 if low < 0 < high else (low + high) / 2
        axes.hlines(middle, own - 0.4, longest - 0.6, color="black", linewidth=1.6, zorder=3)


def _draw_name(axes: Axes, name: str, score: float) -> None:
    """Write the allele's name at the left, and its score at the right."""
    axes.set_title(name, loc="left", fontsize=7.5, pad=2)
    axes.set_title(f"score {score:.2f}".replace("-", MINUS), loc="right", fontsize=7.5, pad=2)


def _draw_motif(axes: Axes, maps: VariantMaps, number: int, first: int, columns: int) -> None:
    """Draw the known motif, in bits, over the columns of its site."""
    known, difference = maps.known_motif(number), maps.difference(number)
    assert known is not None
    heights = letter_heights(known.probabilities(0.0))
    reverse, made = bool(maps.site_reverse[number]), bool(maps.site_made[number])
    if reverse:
        heights = heights[::-1, ::-1]
    columns_of = np.arange(len(heights)) + int(maps.site_start[number]) - difference.start
    own = difference.length(made)
    if own < difference.length(not made):
        # The site's bases after the gap are further to the right.
        columns_of = columns_of + difference.gap * (columns_of >= own)
    for column, row in zip(columns_of, heights, strict=True):
        if first <= column < first + columns:
            draw_letters(axes, row[None], int(column))
    axes.set(xlim=(first - 0.5, first + columns - 0.5), ylim=(0, 2))
    axes.set_axis_off()
    left, right = columns_of[0] - 0.5, columns_of[-1] + 0.5
    axes.hlines(0, left, right, color="black", linewidth=0.7, clip_on=True)
    name = f"{known.name} {known.identifier}".strip()
    strand = "reverse" if reverse else "forward"
    words = f"{shortened(name, 40)}, {strand} strand"
    beside = right + 0.8 if right < first + 0.62 * columns else left - 0.8
    axes.text(beside, 0.9, words, fontsize=7, va="center", ha="left" if beside > right else "right")


def _explain(figure: Figure, colours: ScalarMappable, label: str | None, known: bool) -> None:
    """Explain the axes, letters and colours below the maps."""
    whole = figure.get_figheight()
    lines = [
        "Position from the first base that changes (shaded)",
        "Importance: mean fall of the score when the base is changed",
        "Dot: the base that is there" + ("; top: the known motif in bits" if known else ""),
    ]
    lines += [label] if label else []
    figure.text(LEFT / WIDTH, (BOTTOM - 0.2) / whole, "\n".join(lines), va="top", fontsize=7)
    bar = figure.add_axes((0.71, 0.3 / whole, 0.265, 0.08 / whole))
    draw_scale(figure, bar, colours)
    bar.tick_params(labelsize=SMALL, length=2, pad=1.5)
    bar.xaxis.set_major_locator(MaxNLocator(nbins=5, symmetric=True))
    bar.set_title("Change of the score", fontsize=7, pad=3)
