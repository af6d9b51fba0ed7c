"""Layouts of methylation tables, and how each is told from the content of a file."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

CONTEXTS = ("CG", "CHG", "CHH", "CN", "CHN", "--")
# Digits of a whole number that int64 certainly holds.
DIGITS = 18


@dataclass(frozen=True)
class Layout:
    """A layout: which of its columns, counted from 0, hold what.

    Attributes:
        name: its name in row counts.
        words: its columns, for users.
        fits: whether the cells of a row are of this layout.
        position: column of the position.
        base: number of a chromosome's first base, 0 or 1; None if the layout does not say, so that
            it is 1 unless the genome tells otherwise.
        strand: column of the strand, `+` and `-` or the base `C` and `G`, or None.
        context: column of the context, CG, CHG or CHH, or None.
        level: column of the level, from 0 to 1 or 0 to 100, or None where counts are given.
        methylated: column of the number of methylated reads, or None.
        unmethylated: column of the number of the others, or None.
        coverage: column of the number of all reads, or None.
    """

    name: str
    words: str
    fits: Callable[[Sequence[str]], bool]
    position: int = 1
    base: int | None = 1
    strand: int | None = None
    context: int | None = None
    level: int | None = None
    methylated: int | None = None
    unmethylated: int | None = None
    coverage: int | None = None

    @property
    def counted(self) -> bool:
        """Whether the number of reads of each site is known."""
        return self.methylated is not None or self.coverage is not None


def whole(*cells: str) -> bool:
    """Whether each cell is a whole number, 0 or more, that int64 holds."""
    return all(cell.isascii() and cell.isdigit() and len(cell) <= DIGITS for cell in cells)


def _number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _cgmap(cells: Sequence[str]) -> bool:
    return (
        len(cells) == 8
        and cells[1] in ("C", "G")
        and cells[3] in CONTEXTS
        and whole(cells[2], cells[6], cells[7])
    )


def _report(cells: Sequence[str]) -> bool:
    return (
        len(cells) == 7
        and cells[2] in ("+", "-")
        and cells[5] in CONTEXTS
        and whole(cells[1], cells[3], cells[4])
    )


def _coverage(cells: Sequence[str]) -> bool:
    return (
        len(cells) == 6
        and whole(cells[1], cells[2], cells[4], cells[5])
        and cells[1] == cells[2]
        and _number(cells[3])
    )


def _bedmethyl(cells: Sequence[str]) -> bool:
    return (
        len(cells) >= 11
        and whole(cells[1], cells[2], cells[9])
        and cells[5] in ("+", "-", ".")
        and _number(cells[10])
    )


def _bedgraph(cells: Sequence[str]) -> bool:
    return (
        len(cells) == 4
        and whole(cells[1], cells[2])
        and int(cells[1]) < int(cells[2])
        and _number(cells[3])
    )


def _positions(cells: Sequence[str]) -> bool:
    return len(cells) == 3 and whole(cells[1]) and _number(cells[2])


# Those of more columns come first; no row is of two.
LAYOUTS = (
    Layout(
        "bedMethyl",
        "chromosome, start, end, name, score, strand, three of display, coverage, percentage",
        _bedmethyl,
        base=0,
        strand=5,
        level=10,
        coverage=9,
    ),
    Layout(
        "CGmap",
        "chromosome, C or G, position, context, dinucleotide, level, methylated, coverage",
        _cgmap,
        position=2,
        strand=1,
        context=3,
        methylated=6,
        coverage=7,
    ),
    Layout(
        "Bismark report",
        "chromosome, position, strand, methylated, unmethylated, context, trinucleotide",
        _report,
        strand=2,
        context=5,
        methylated=3,
        unmethylated=4,
    ),
    Layout(
        "Bismark coverage",
        "chromosome, position, position, percentage, methylated, unmethylated",
        _coverage,
        methylated=4,
        unmethylated=5,
    ),
    Layout("bedGraph", "chromosome, start, end, level", _bedgraph, base=0, level=3),
    Layout("positions", "chromosome, position, level", _positions, base=None, level=2),
)
EXPECTED = "; or ".join(f"{own.words} ({own.name})" for own in LAYOUTS)


def layout_of(cells: Sequence[str]) -> Layout | None:
    """The layout of a row's cells, or None if it is of none."""
    return next((own for own in LAYOUTS if own.fits(cells)), None)
