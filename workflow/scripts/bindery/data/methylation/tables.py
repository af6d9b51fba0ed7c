"""Read a methylation table, whatever its layout, into positions and levels."""

from collections.abc import Iterator
from dataclasses import dataclass
from os import PathLike

import numpy as np

from bindery.columns import Columns
from bindery.data.methylation.layouts import EXPECTED, Layout, layout_of
from bindery.errors import InputError
from bindery.files import opened

HEADERS = (b"#", b"track", b"browser")
ROWS_AT_ONCE = 1 << 17
PERCENT = 100.0
SHOWN = 60


@dataclass
class Sites(Columns):
    """Rows of a methylation table, as columns of shape (n,).

    Attributes:
        chrom: names as the file has them, object.
        position: 0-based position of the cytosine, int64.
        reverse: 1 on the reverse strand, 0 on the forward one, -1 if the file does not say, int8.
        level: share of methylated reads, 0 to 1, float64; NaN where the file has none.
        reads: number of reads, float64; NaN where the file does not say.
        row: line of the file, from 1, int64.
    """

    chrom: np.ndarray
    position: np.ndarray
    reverse: np.ndarray
    level: np.ndarray
    reads: np.ndarray
    row: np.ndarray


def read_sites(path: str | PathLike, file: str) -> tuple[Sites, Layout, int]:
    """Read a table of methylation.

    Args:
        path: the table, plain or gzipped.
        file: its name in errors.

    Returns:
        Its rows in context CG, or of a layout without context all; its layout; and the number of
        rows in other contexts.

    Raises:
        InputError: the table has no rows or is of no known layout, or a row is of another one.
    """
    parts: list[Sites] = []
    layout: Layout | None = None
    others = 0
    for rows, numbers in _blocks(path, file):
        if layout is None:
            layout, rows, numbers = _recognised(rows, numbers, file)
        kept = _in_context(rows, layout, file, numbers)
        others += len(rows) - len(kept)
        parts.append(_parsed([rows[at] for at in kept], [numbers[at] for at in kept], layout, file))
    if layout is None:
        raise InputError(
            f"expected {EXPECTED}, found no rows", file=file, remedy="give a table with rows"
        )
    sites = Sites.joined(parts)
    sites.level = shares(sites, file)
    return sites, layout, others


def _blocks(path: str | PathLike, file: str) -> Iterator[tuple[list[list[str]], list[int]]]:
    """The cells of rows, and their numbers, without headers and empty lines."""
    rows: list[list[str]] = []
    numbers: list[int] = []
    with opened(path, file) as handle:
        for number, line in enumerate(handle, 1):
            if line.startswith(HEADERS) or not line.strip():
                continue
            rows.append(line.decode("utf-8-sig", "replace").split())
            numbers.append(number)
            if len(rows) == ROWS_AT_ONCE:
                yield rows, numbers
                rows, numbers = [], []
    if rows:
        yield rows, numbers


def _recognised(
    rows: list[list[str]], numbers: list[int], file: str
) -> tuple[Layout, list[list[str]], list[int]]:
    """The layout of the first rows; one line above them may be a header."""
    for first in range(min(2, len(rows))):
        layout = layout_of(rows[first])
        if layout is not None:
            return layout, rows[first:], numbers[first:]
    raise _refused(rows[0], numbers[0], file)


def _refused(cells: list[str], row: int, file: str) -> InputError:
    shown = " ".join(cells)
    shown = shown if len(shown) <= SHOWN else f"{shown[:SHOWN]}..."
    columns = "1 column" if len(cells) == 1 else f"{len(cells)} columns"
    return InputError(
        f"expected a methylation table, found {columns}, '{shown}'",
        file=file,
        row=row,
        remedy=f"give the columns {EXPECTED}; or a header of chrom, position and cells",
    )


def _in_context(rows: list[list[str]], layout: Layout, file: str, numbers: list[int]) -> list[int]:
    """The indices of rows in context CG; raise InputError if a row is of another layout."""
    wrong = next((at for at, cells in enumerate(rows) if not layout.fits(cells)), None)
    if wrong is not None:
        shown = " ".join(rows[wrong])[:SHOWN]
        raise InputError(
            f"expected {layout.words} ({layout.name}), as in the rows above, found '{shown}'",
            file=file,
            row=numbers[wrong],
            remedy="correct or remove the row",
        )
    if layout.context is None:
        return list(range(len(rows)))
    return [at for at, cells in enumerate(rows) if cells[layout.context] == "CG"]


def _column(rows: list[list[str]], at: int | None) -> np.ndarray:
    return np.array([float(cells[at]) for cells in rows] if at is not None else [], np.float64)


def _parsed(rows: list[list[str]], numbers: list[int], layout: Layout, file: str) -> Sites:
    reads, level = np.full(len(rows), np.nan), _column(rows, layout.level)
    if layout.counted:
        methylated = _column(rows, layout.methylated)
        reads = (
            methylated + _column(rows, layout.unmethylated)
            if layout.unmethylated is not None
            else _column(rows, layout.coverage)
        )
        if layout.level is None:
            _check_counts(methylated, reads, numbers, file)
            level = np.divide(methylated, reads, out=np.full(len(rows), np.nan), where=reads > 0)
    reverse = np.full(len(rows), -1, np.int8)
    if layout.strand is not None:
        kinds = {"+": 0, "C": 0, "-": 1, "G": 1}
        reverse[:] = [kinds.get(cells[layout.strand], -1) for cells in rows]
    position = np.array([int(cells[layout.position]) for cells in rows], np.int64)
    # Equal names are one object, so that millions of rows take little memory.
    names = {cells[0]: cells[0] for cells in rows}
    return Sites(
        chrom=np.array([names[cells[0]] for cells in rows], object),
        position=position - (1 if layout.base is None else layout.base),
        reverse=reverse,
        level=level,
        reads=reads,
        row=np.array(numbers, np.int64),
    )


def _check_counts(methylated: np.ndarray, reads: np.ndarray, numbers: list[int], file: str) -> None:
    wrong = np.flatnonzero(methylated > reads)
    if wrong.size:
        raise InputError(
            f"{methylated[wrong[0]]:g} methylated reads of {reads[wrong[0]]:g}",
            file=file,
            row=numbers[wrong[0]],
            remedy="give methylated reads before all reads",
        )


def shares(sites: Sites, file: str) -> np.ndarray:
    """Levels from 0 to 1; where one is above 1, all are percentages."""
    known = sites.level[~np.isnan(sites.level)]
    most = PERCENT if known.size and known.max() > 1 else 1.0
    wrong = np.flatnonzero((sites.level < 0) | (sites.level > most))
    if wrong.size:
        raise InputError(
            f"expected levels from 0 to 1, or percentages, found {sites.level[wrong[0]]:g}",
            file=file,
            row=int(sites.row[wrong[0]]),
            remedy="correct the level",
        )
    return sites.level / most
