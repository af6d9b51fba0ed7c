"""The style of all figures, and how they are saved.

Figures have the width of one column of a paper, or of one and a half. Text stays text in the SVG,
so that it can be searched for in a page and edited in a drawing program.
"""

import contextlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from os import PathLike
from typing import Any

import matplotlib
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from bindery.files import written

# Okabe and Ito's palette, which colour-blind readers can tell apart.
DEEP_COLOURS = ("#0072B2", "#D55E00", "#CC79A7", "#56B4E9")
BASELINE_COLOURS = ("#E69F00", "#009E73", "#000000")
DEEP_MARKERS = ("o", "s", "D", "^")
BASELINE_MARKERS = ("d", "v", "o")
DASHES: tuple = ((0, (4, 1.6)), (0, (1.2, 1.2)), (0, (5, 1.5, 1, 1.5)))
GUIDE = "#8C8C8C"

# Inches.
COLUMN = 3.4
WIDE = 5.5

STYLE: Mapping[Any, Any] = {
    "svg.hashsalt": "bindery",
    "svg.fonttype": "none",
    "text.parse_math": False,
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans", "Verdana", "Arial", "Helvetica"],
    "font.size": 8,
    "axes.titlesize": 8.5,
    "axes.labelsize": 8,
    "axes.linewidth": 0.7,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.labelsize": 7.5,
    "ytick.labelsize": 7.5,
    "xtick.major.width": 0.7,
    "ytick.major.width": 0.7,
    "legend.fontsize": 7.5,
    "legend.title_fontsize": 7.5,
    "legend.frameon": False,
}


@contextlib.contextmanager
def style() -> Iterator[None]:
    """Use matplotlib's defaults and this style, whatever the user's settings; then restore them."""
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(STYLE)
        yield


def save(figure: Figure, path: str | PathLike) -> None:
    """Write a figure as SVG, whole or not at all; the same figure gives the same bytes."""
    with written(path) as temporary:
        FigureCanvasSVG(figure).print_svg(temporary, metadata={"Date": None})


def shortened(text: str, length: int) -> str:
    """Shorten a long text by leaving out its middle."""
    if len(text) <= length:
        return text
    return f"{text[: length // 2]}…{text[-(length - length // 2 - 1) :]}"


def looks_of(rows: Iterable[Mapping[str, Any]]) -> dict[str, tuple[str, str]]:
    """Colour and marker of each model in rows (model, is_baseline), deep models first."""
    baseline_of = {row["model"]: bool(row["is_baseline"]) for row in rows}
    models = sorted(baseline_of, key=baseline_of.__getitem__)
    return dict(zip(models, looks([baseline_of[model] for model in models]), strict=True))


def looks(is_baseline: Sequence[bool]) -> list[tuple[str, str]]:
    """Colour and marker of each model; deep models and baselines have separate series."""
    seen = {True: 0, False: 0}
    found = []
    for baseline in is_baseline:
        number = seen[baseline]
        seen[baseline] += 1
        colours, markers = (
            (BASELINE_COLOURS, BASELINE_MARKERS) if baseline else (DEEP_COLOURS, DEEP_MARKERS)
        )
        # Each round of colours shifts the markers by one, so that every pair of the two is used.
        shifted = (number + number // len(colours)) % len(markers)
        found.append((colours[number % len(colours)], markers[shifted]))
    return found


def title_of(experiment: str, protein: str, label: str | None) -> str:
    """The title of a figure of one experiment, with a notice such as "simulated data"."""
    title = protein if protein == experiment else f"{protein} ({experiment})"
    return f"{title}, {label}" if label else title
