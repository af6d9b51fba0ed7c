"""Tables as tab-separated text: one line of columns' names, then a line a row.

The writer and the readers of what this package writes; a user's own tables are read and checked by
the modules that take them. Standard library only.
"""

import csv
import io
from collections.abc import Container, Iterable, Sequence
from os import PathLike

from bindery.files import opened, write_gzip, write_text


def write(
    path: str | PathLike,
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    digits: str = "",
    comment: str = "",
    gzipped: bool = False,
) -> None:
    """Write a table whole or not at all; the same bytes for the same rows.

    Args:
        path: output.
        columns: their names.
        rows: a cell a column each, texts without tabs and line breaks; None is an empty cell.
        digits: format of floats, such as `.6g`; as Python prints them if empty.
        comment: a line above the header, behind "# "; none if empty.
        gzipped: whether the file is compressed.
    """
    lines = [f"# {comment}"] if comment else []
    lines.append("\t".join(columns))
    lines += ["\t".join(_cell(value, digits) for value in row) for row in rows]
    (write_gzip if gzipped else write_text)(path, "\n".join(lines) + "\n")


def _cell(value: object, digits: str) -> str:
    if value is None:
        return ""
    return format(value, digits) if isinstance(value, float) else str(value)


def read(path: str | PathLike) -> list[dict[str, str]]:
    """Read the rows of a table without a comment, gzipped or not: column -> text of the cell.

    Raises:
        InputError: there is no such file, or it is damaged gzip.
    """
    with opened(path) as handle, io.TextIOWrapper(handle, encoding="utf-8", newline="") as text:
        # A quotation mark is a letter of a name, as the writer leaves it.
        return list(csv.DictReader(text, delimiter="\t", quoting=csv.QUOTE_NONE))


def read_numbers(path: str | PathLike, names: Container[str] = ()) -> list[dict]:
    """Read rows as `read` does, with numbers as floats and empty cells as None.

    Args:
        path: the table.
        names: columns whose cells are text even where they look like numbers. In the others too,
            what is no number stays text.
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
