"""Read a table of several cells: a row a site, a column a cell."""

import io
from os import PathLike

import numpy as np

from bindery.data.methylation.layouts import whole
from bindery.data.methylation.tables import Sites, shares
from bindery.errors import InputError
from bindery.files import opened
from bindery.given.empty_cells import is_empty

CHROMOSOME = ("chrom", "chr", "chromosome")
POSITION = ("pos", "position")
WORDS = "chrom, position and a column for each cell, named in a header (cells)"


def header_of(path: str | PathLike, file: str) -> list[str] | None:
    """The header of a table of several cells; None if the file is another one."""
    with opened(path, file) as handle:
        first = handle.readline(1 << 20).decode("utf-8-sig", "replace").rstrip("\r\n")
    cells = first.lstrip("# ").split("\t")
    named = len(cells) > 2 and cells[0].lower() in CHROMOSOME and cells[1].lower() in POSITION
    return cells if named else None


def read_matrix(path: str | PathLike, header: list[str], file: str) -> list[tuple[str, Sites]]:
    """Read a table of several cells; positions are those of the C, counted from 1.

    Args:
        path: the table, plain or gzipped.
        header: see `header_of`.
        file: its name in errors.

    Returns:
        Name and measured sites of each cell.

    Raises:
        InputError: a row has other than a cell for each column, or what is no number; a cell has
            no name, or that of another one; or there are no rows.
    """
    names = header[2:]
    wrong = next((name for n, name in enumerate(names) if not name or name in names[:n]), None)
    if wrong is not None:
        raise InputError(
            f"two cells are named '{wrong}'" if wrong else "a cell has no name",
            file=file,
            row=1,
            remedy="give each column a name of its own",
        )
    chrom, position, levels, rows = [], [], [], []
    with opened(path, file) as handle, io.TextIOWrapper(handle, "utf-8", "replace") as lines:
        for number, line in enumerate(lines, 1):
            if number == 1 or not line.strip():
                continue
            cells = line.rstrip("\r\n").split("\t")
            parsed = _parsed(cells, len(header))
            if parsed is None:
                raise InputError(
                    f"expected {WORDS}, found '{line.strip()[:60]}'",
                    file=file,
                    row=number,
                    remedy="give a level from 0 to 1, or nothing, in each of "
                    f"{len(names)} columns after the position",
                )
            chrom.append(cells[0])
            position.append(parsed[0] - 1)
            levels.append(parsed[1])
            rows.append(number)
    if not rows:
        raise InputError(f"expected {WORDS}, found no rows", file=file, remedy="give some")
    return [
        (name, _sites(chrom, position, [own[n] for own in levels], rows, file))
        for n, name in enumerate(names)
    ]


def _parsed(cells: list[str], columns: int) -> tuple[int, list[float]] | None:
    """The position and the levels of a row; None if it is otherwise."""
    if len(cells) != columns or not whole(cells[1]):
        return None
    try:
        levels = [float("nan") if is_empty(cell) else float(cell) for cell in cells[2:]]
        return int(cells[1]), levels
    except ValueError:
        return None


def _sites(
    chrom: list[str], position: list[int], level: list[float], rows: list[int], file: str
) -> Sites:
    count = len(rows)
    found = Sites(
        chrom=np.array(chrom, object),
        position=np.array(position, np.int64),
        reverse=np.full(count, -1, np.int8),
        level=np.array(level, np.float64),
        reads=np.full(count, np.nan),
        row=np.array(rows, np.int64),
    )
    found.level = shares(found, file)
    return found.select(~np.isnan(found.level))
