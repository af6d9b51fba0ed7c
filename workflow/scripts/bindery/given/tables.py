"""A user's table: its header and rows, whatever spreadsheet or program wrote it.

Standard library only.
"""

import csv
import io
import re
from collections.abc import Collection, Iterator
from os import PathLike
from pathlib import Path
from typing import NamedTuple

from bindery.errors import InputError
from bindery.files import opened
from bindery.formats import START, foreign

# What separates cells, besides tabs, where a header is of known columns only if it is split by it.
OTHER_SEPARATORS = {",": "commas", ";": "semicolons"}
# Letters in a cell, which may be a sequence; by default a long one is an error of the csv module.
LONGEST = 1 << 30


class Table(NamedTuple):
    """A header with the number of its line, and the rows: number and as many cells as columns."""

    header: list[str]
    number: int
    rows: list[tuple[int, list[str]]]


def read_table(
    path: str | PathLike,
    what: str,
    names: Collection[str],
    remedy: str,
    origin: str | None = None,
) -> Table:
    """Read a table with a header; comments (`#`), lines of blanks and outer blanks do not count.

    Cells are separated by tabs, or by the commas or semicolons of a spreadsheet's CSV.

    Args:
        path: the table, gzipped or not.
        what: what the table is, for errors, such as "experiments table".
        names: columns of which the header has at least one, in any case of letters; they tell the
            header's separator, and whether a line that begins with `#` is the header.
        remedy: what to do where the file is no table.
        origin: the file's name in errors; the path if None.

    Raises:
        InputError: the file is absent, a folder or no table; a quotation mark is not closed; a row
            has more cells than the header; or cells are separated by spaces.
    """
    file = origin or str(path)
    text = _text(path, file, what, remedy)
    lines = re.split(r"\r\n|\n|\r", text)
    at = _header_at(lines, names)
    if at is None:
        return Table([], 1, [])
    separator = _separator(lines[at], names)
    if separator is None:
        raise InputError(
            "spaces are between the columns' names",
            file=file,
            row=at + 1,
            remedy="separate cells by one tab each: a cell may have spaces in it",
        )
    head = lines[at].lstrip("# ") if lines[at].startswith("#") else lines[at]
    header = [cell.strip() for cell in next(csv.reader([head], delimiter=separator))]
    while header and not header[-1]:
        header.pop()
    return Table(header, at + 1, list(_rows(lines, at, header, separator, file)))


def _text(path: str | PathLike, file: str, what: str, remedy: str) -> str:
    """The file's text, if it is a table's."""
    if Path(path).is_dir():
        raise InputError(f"this is a folder, not the {what}", file=file, remedy=remedy)
    if not Path(path).is_file():
        raise InputError(f"there is no such {what}", file=file, remedy=remedy)
    with opened(path, file) as handle:
        start = handle.read(START)
        found = foreign(start)
        if found is not None:
            raise InputError(
                f"this is {found.what}, and the {what} is tab-separated text with a header",
                file=file,
                remedy=found.remedy,
            )
        content = start + handle.read()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(
            "this is not UTF-8 text", file=file, remedy="save the table as tab-separated UTF-8"
        ) from None


def _header_at(lines: list[str], names: Collection[str]) -> int | None:
    """The index of the header: the first line, or a line of names after `#` just above it."""
    above = None
    for at, line in enumerate(lines):
        if not line.strip(" \t,;"):
            continue
        if not line.startswith("#"):
            hidden = above is not None and not _has(line, names) and _has(lines[above][1:], names)
            return above if hidden else at
        above = at
    # Nothing follows: a header after `#` is better than none.
    return above if above is not None and _has(lines[above][1:], names) else None


def plain(name: str) -> str:
    """A column's name in lower case, with one `_` for blanks and hyphens within it."""
    return re.sub(r"[\s-]+", "_", name.strip().strip("\"'").strip().lower())


def _has(line: str, names: Collection[str]) -> bool:
    """Whether a line, split by some separator, has two cells or more, and a known name."""
    cells = re.split(r"\t|,|;", line)
    return len(cells) > 1 and any(plain(cell) in names for cell in cells)


def _separator(line: str, names: Collection[str]) -> str | None:
    """What separates a header's cells; None if it is spaces."""
    if "\t" in line:
        return "\t"
    for separator in OTHER_SEPARATORS:
        if separator in line and any(plain(cell) in names for cell in line.split(separator)):
            return separator
    words = line.lstrip("#").split()
    spaced = len(words) > 1 and plain(line) not in names
    return None if spaced and any(plain(word) in names for word in words) else "\t"


def _rows(
    lines: list[str], at: int, header: list[str], separator: str, file: str
) -> Iterator[tuple[int, list[str]]]:
    """Number and cells of each row below the header."""
    csv.field_size_limit(LONGEST)
    text = io.StringIO("".join(f"{line}\n" for line in lines[at + 1 :]), newline="")
    for number, cells in enumerate(csv.reader(text, delimiter=separator), at + 2):
        if any("\n" in cell for cell in cells):
            raise InputError(
                "a quotation mark is not closed", file=file, row=number, remedy="close or remove it"
            )
        cells = [cell.strip() for cell in cells]
        if not any(cells) or cells[0].startswith("#"):
            continue
        while len(cells) > len(header) and not cells[-1]:
            cells.pop()
        if len(cells) > len(header) or (separator != "\t" and len(cells) < len(header)):
            written = OTHER_SEPARATORS.get(separator)
            raise InputError(
                f"{len(cells)} cells, the header has {len(header)}"
                + (f" (separated by {written})" if written else ""),
                file=file,
                row=number,
                remedy="separate cells by one tab each",
            )
        yield number, cells + [""] * (len(header) - len(cells))
