"""Figure of a saturation: the change of the score by every single-base change of regions.

Rows of a hundred positions, one below the other: above, each base as a letter whose height is the
mean fall of the score over its three changes; below, a heat map of the changes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from os import PathLike

import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from bindery import tsv
from bindery.alphabet import BASES
from bindery.figures.heat_cells import colours_to, draw_cells, draw_scale
from bindery.figures.logo.drawing import draw_letters
from bindery.figures.logo.letters import BASE_COLOURS
from bindery.figures.style import GUIDE, WIDE, save, shortened, style

# Positions of a row, and of all rows that are drawn; of more, the first are.
ROW, MOST = 100, 4000
# A longer part without a change begins a block of its own.
GAP = 50
# Inches of the figure and its margins, and of a row's letters, space, heat map, and space below.
WIDTH, LEFT, RIGHT, TOP, BOTTOM = WIDE + 1.5, 0.72, 0.12, 0.36, 0.5
LETTERS, SPACE, HEAT, BELOW = 0.36, 0.05, 0.3, 0.26
# Size of the smallest text, in points; lowest letter that is drawn, as a share of the space.
SMALL, FLAT = 6.5, 0.015


@dataclass(frozen=True)
class Block:
    """Neighbouring positions of one chromosome.

    Attributes:
        chrom: name of the chromosome.
        first: the first position, counted from 1.
        bases: code of each, int, shape (positions,); 4 where there are no changes.
        effects: change of the score by each base, float, shape (positions, 4), 0 at the own base.
        of_log_odds: whether scores are log-odds.
    """

    chrom: str
    first: int
    bases: np.ndarray
    effects: np.ndarray
    of_log_odds: bool


def read_blocks(path: str | PathLike) -> list[Block]:
    """The changes that the rule saturate_region wrote, in the file's order."""
    rows = tsv.read(path)
    found: list[list[dict[str, str]]] = []
    last = ("", 0)
    for row in rows:
        own = row["chrom"], int(row["position"])
        if own[0] != last[0] or not 0 <= own[1] - last[1] <= GAP:
            found.append([])
        found[-1].append(row)
        last = own
    return [_block(own) for own in found]


def _block(rows: Sequence[dict[str, str]]) -> Block:
    first, last = int(rows[0]["position"]), int(rows[-1]["position"])
    of_log_odds = "log_odds_ratio" in rows[0]
    column = "log_odds_ratio" if of_log_odds else "difference"
    bases = np.full(last - first + 1, len(BASES))
    effects = np.zeros((len(bases), len(BASES)))
    for row in rows:
        at = int(row["position"]) - first
        bases[at] = BASES.index(row["ref"])
        effects[at, BASES.index(row["alt"])] = float(row[column])
    return Block(rows[0]["chrom"], first, bases, effects, of_log_odds)


def importance(block: Block) -> np.ndarray:
    """The mean fall of the score over the changes of each base: float, shape (positions,)."""
    return -block.effects.sum(axis=1) / (len(BASES) - 1)


def _rows(blocks: Sequence[Block]) -> Iterator[tuple[Block, slice]]:
    """The rows of the figure: a block, and the positions of it."""
    left = MOST
    for block in blocks:
        for start in range(0, len(block.bases), ROW):
            stop = min(start + ROW, len(block.bases), start + left)
            if stop > start:
                yield block, slice(start, stop)
            left -= max(0, stop - start)


def plot_saturation(path: str | PathLike, blocks: Sequence[Block], title: str) -> None:
    """Draw the changes of regions, on one scale of colours and heights.

    Args:
        path: output, SVG.
        blocks: changes, see `read_blocks`.
        title: title of the figure.

    Raises:
        ValueError: there is no change.
    """
    rows = list(_rows(blocks))
    if not rows:
        raise ValueError("there is no change to draw")
    drawn = np.concatenate([block.effects[part] for block, part in rows])
    heights = np.concatenate([importance(block)[part] for block, part in rows])
    colours = colours_to(float(np.abs(drawn).max()) or 1.0)
    limits = _limits(heights)
    each = LETTERS + SPACE + HEAT + BELOW
    height = TOP + each * len(rows) + BOTTOM
    with style():
        figure = Figure(figsize=(WIDTH, height))
        figure.text(LEFT / WIDTH, 1 - 0.08 / height, title, va="top", fontsize=8.5)
        for number, (block, part) in enumerate(rows):
            top = height - TOP - number * each
            _draw_letters(_place(figure, top - LETTERS, LETTERS), block, part, limits)
            _draw_heat(_place(figure, top - LETTERS - SPACE - HEAT, HEAT), block, part, colours)
        left_out = sum(len(block.bases) for block in blocks) - len(heights)
        _explain(figure, colours, blocks[0].of_log_odds, left_out)
        save(figure, path)


def _place(figure: Figure, bottom: float, height: float) -> Axes:
    """Axes at a height in inches; a position is as wide in each of them."""
    whole = figure.get_figheight()
    width = WIDTH - LEFT - RIGHT
    return figure.add_axes((LEFT / WIDTH, bottom / whole, width / WIDTH, height / whole))


def _limits(heights: np.ndarray) -> tuple[float, float]:
    low, high = min(0.0, float(heights.min())), max(0.0, float(heights.max()))
    air = 0.06 * (high - low) or 0.5
    return low - air, high + air


def _draw_letters(axes: Axes, block: Block, part: slice, limits: tuple[float, float]) -> None:
    """Draw each base with the mean fall of the score as height; name the row."""
    heights = importance(block)[part]
    first = block.first + part.start
    seen = np.abs(heights) > FLAT * (limits[1] - limits[0])
    there = (block.bases[part][:, None] == np.arange(4)) & seen[:, None]
    draw_letters(axes, np.where(there, heights[:, None], 0.0), first, zorder=3)
    axes.axhline(0, color="black", linewidth=0.4, zorder=2, xmax=len(heights) / ROW)
    axes.set(xlim=(first - 0.5, first + ROW - 0.5), ylim=limits)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=2))
    axes.tick_params("x", bottom=False, labelbottom=False)
    axes.tick_params("y", labelsize=SMALL - 1, length=2, pad=1.5)
    axes.spines["bottom"].set_visible(False)
    if part.start == 0:
        last = block.first + len(block.bases) - 1
        axes.set_title(
            f"{shortened(block.chrom, 40)}:{block.first:,}-{last:,}",
            loc="left",
            fontsize=7,
            pad=2,
        )


def _draw_heat(axes: Axes, block: Block, part: slice, colours: ScalarMappable) -> None:
    """Draw the effect of every change, with a row for each base; dots mark the sequence."""
    first, count = block.first + part.start, part.stop - part.start
    draw_cells(axes, block.effects[part], colours, first)
    known = block.bases[part] < len(BASES)
    positions = np.arange(first, first + count)
    axes.plot(positions[known], block.bases[part][known], "o", color=GUIDE, ms=1.3, mew=0)
    axes.set(xlim=(first - 0.5, first + ROW - 0.5), ylim=(3.5, -0.5))
    axes.set_yticks(range(4), list(BASES))
    for letter in axes.get_yticklabels():
        letter.set(color=BASE_COLOURS[letter.get_text()], fontweight="bold", fontsize=SMALL - 1)
    tens = [at for at in positions if at % 10 == 0]
    labelled = [f"{at:,}" if at % 20 == 0 else "" for at in tens]
    axes.set_xticks(tens, labelled, fontsize=SMALL - 0.5)
    axes.tick_params("y", length=0, pad=2)
    axes.tick_params("x", length=2, pad=1)
    axes.spines[["left", "bottom"]].set_visible(False)


def _explain(figure: Figure, colours: ScalarMappable, of_log_odds: bool, left_out: int) -> None:
    """Explain letters, dots and colours below all rows."""
    whole = figure.get_figheight()
    lines = ["Letters: mean fall of the score over the changes of a base. Dot: the base that is"]
    lines.append("there. Each position is scored in the window that is centred on it.")
    if left_out:
        lines[-1] += f" {left_out:,} more positions are in the table."
    figure.text(LEFT / WIDTH, (BOTTOM - 0.12) / whole, "\n".join(lines), va="top", fontsize=7)
    bar = figure.add_axes((0.75, 0.2 / whole, 0.23, 0.07 / whole))
    draw_scale(figure, bar, colours)
    bar.tick_params(labelsize=SMALL, length=2, pad=1.5)
    bar.xaxis.set_major_locator(MaxNLocator(nbins=5, symmetric=True))
    unit = "log-odds" if of_log_odds else "its own scale"
    bar.set_title(f"Change of the score ({unit})", fontsize=7, pad=3)
