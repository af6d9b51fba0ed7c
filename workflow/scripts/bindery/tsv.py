"""Tables as tab-separated text: a header line with the columns' names, then one line for each row.

These functions write and read the package's own tables. A user's tables are read and checked
elsewhere, by the modules that need them. Standard library only.
"""

import csv
import io
from collections.abc import Collection, Container, Iterable, Iterator, Sequence
from os import PathLike

from bindery.files import opened, parsing, write_gzip, write_text


def write(
    path: str | PathLike,
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    digits: str = "",
    comment: str = "",
    gzipped: bool = False,
) -> None:
    """Write a table, whole or not at all; the same rows give the same bytes.

    Args:
        path: output.
        columns: names of the columns.
        rows: one cell for each column; texts have no tabs or line breaks; None is an empty cell.
        digits: format of floats, such as `.6g`; if empty, floats are written as Python prints them.
        comment: a line above the header, after "# "; no such line if empty.
        gzipped: whether to compress the file.
    """
    lines = [f"# {comment}"] if comment else []
    lines.append("\t".join(columns))
    lines += ["\t".join(_cell(value, digits) for value in row) for row in rows]
    (write_gzip if gzipped else write_text)(path, "\n".join(lines) + "\n")


def _cell(value: object, digits: str) -> str:
    if value is None:
        return ""
    return format(value, digits) if isinstance(value, float) else str(value)


def read(path: str | PathLike, columns: Collection[str] = ()) -> list[dict[str, str]]:
    """Read the rows of a table without comment lines, gzipped or not, as column -> text.

    Args:
        path: the table.
        columns: columns that it must have, also if it has no rows.

    Raises:
        InputError: the file is missing, cut or damaged, or lacks a column.
    """
    with (
        parsing(path),
        opened(path) as handle,
        io.TextIOWrapper(handle, encoding="utf-8", newline="") as text,
    ):
        # A quotation mark is an ordinary character, since the writer does not quote.
        rows = csv.reader(_whole_lines(text), delimiter="\t", quoting=csv.QUOTE_NONE)
        header = next(rows, None)
        if header is None:
            raise ValueError("it is empty")
        for column in columns:
            if column not in header:
                raise ValueError(f"it has no column '{column}'")
        return [dict(zip(header, cells, strict=True)) for cells in rows if cells]


def _whole_lines(text: Iterable[str]) -> Iterator[str]:
    """The lines of a text; ValueError if the last one has no end, as that of a cut file."""
    for line in text:
        if not line.endswith("\n"):
            raise ValueError("its last line has no end")
        yield line


def read_numbers(path: str | PathLike, names: Container[str] = ()) -> list[dict]:
    """Read rows as `read` does, with numbers as floats and empty cells as None.

    Args:
        path: the table.
        names: columns whose cells are text even if they look like numbers. In the other columns, a
            cell that is not a number also stays text.
    """
    return [
        {column: _value(cell, column in names) for column, cell in row.items()}
        for row in read(path)
    ]


def _value(cell: str, is_name: bool) -> str | float | None:
    if cell == "":
        return None
    try:
        return cell if is_name else float(cell)
    except ValueError:
        return cell
