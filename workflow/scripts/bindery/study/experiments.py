"""The experiments table: one row for each experiment, read and checked before anything runs.

Standard library only, see `settings`. The schema's validator is an argument.
"""

import difflib
import functools
import os
import re
from collections.abc import Callable, Iterable
from os import PathLike

from bindery.downloads import is_url
from bindery.errors import InputError
from bindery.given.empty_cells import is_empty
from bindery.given.tables import plain, read_table
from bindery.study.assays import registry
from bindery.study.assays.assay import Assay
from bindery.study.settings import OVERRIDABLE, is_override

# Columns before and after those of the assays' files.
FIRST = ("experiment", "protein", "assay")
LAST = ("jaspar", "published", "licence", "skip")
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
# What R and spreadsheets write into a column of reasons for "no".
NO_REASON = frozenset({"false", "f", "no", "n", "0"})


@functools.cache
def columns() -> tuple[str, ...]:
    """The table's columns, without those that are config keys."""
    of_files = [*registry.checksums(), *registry.checksums().values(), *registry.beside()]
    return (*FIRST, *dict.fromkeys(of_files), *LAST)


def _main_columns() -> list[str]:
    """The columns without those of further files of an assay, and their checksums."""
    data = [assay.columns[-1] for assay in registry.assays().values()]
    return [*FIRST, *data, "sha256", *registry.beside(), *LAST]


def sources_of(rows: Iterable[dict[str, str]]) -> dict[tuple[str, str], str]:
    """The sources of all files in a table, by checksum and last path component."""
    found: dict[tuple[str, str], str] = {}
    for row in rows:
        for column, checksum in registry.checksums().items():
            key = row[checksum].lower(), row[column].rsplit("/", 1)[-1]
            found.setdefault(key, row[column])
    return found


def column_of(name: str) -> str:
    """The column that a header's cell means, whatever its case of letters; else the cell itself."""
    if plain(name) in columns():
        return plain(name)
    root, dot, rest = name.partition(".")
    key = f"{root.strip().lower()}{dot}{rest}"
    return key if is_override(key) else name


def _check_header(header: list[str], path: str, row: int) -> None:
    of_data = [name for assay in registry.assays().values() for name in assay.columns]
    shown = [assay.columns[-1] for assay in registry.assays().values()]
    for names, told in ((["experiment"], ["experiment"]), (of_data, shown)):
        if not set(names) & set(header):
            raise InputError(
                "there is no column " + " or ".join(f"'{name}'" for name in told),
                file=path,
                row=row,
                remedy="the first line names the columns, separated by tabs",
            )
    for number, name in enumerate(header):
        if name and name in header[:number]:
            raise InputError(
                f"column '{name}' appears twice", file=path, row=row, remedy="keep one"
            )
        if name and name not in columns() and not is_override(name):
            raise InputError(
                f"unknown column '{name}'", file=path, row=row, remedy=_remedy_for(name)
            )


def _remedy_for(column: str) -> str:
    """What to do about an unknown column."""
    if column in OVERRIDABLE:
        return f"name one of its keys, as '{column}.key'; a column has the value of one key"
    near = difflib.get_close_matches(column.lower(), [*columns(), *OVERRIDABLE], 1)
    return (
        (f"did you mean '{near[0]}'? " if near else "")
        + f"columns are {', '.join(_main_columns())}, and config keys such as "
        "background.method or training.epochs"
    )


def _check_name(name: str, seen: dict[str, int], path: str, row: int) -> None:
    if not NAME.fullmatch(name):
        raise InputError(
            f"experiment '{name}' is not a valid name",
            file=path,
            row=row,
            remedy="use letters, digits, '.', '_' and '-', a letter or digit first"
            + ("; separate cells by one tab each" if re.search(r"\S[ ,;]+\S", name) else ""),
        )
    if name in seen:
        raise InputError(
            f"experiment '{name}' is in row {seen[name]} already",
            file=path,
            row=row,
            remedy="give each experiment a different name",
        )


def _check_assay(row: dict[str, str], path: str, number: int) -> None:
    """Raise InputError unless a row fills the columns of its assay and of no other."""
    known = registry.assays()
    if row["assay"] not in known:
        raise InputError(
            f"assay '{row['assay']}' is not one of {', '.join(known)}", file=path, row=number
        )
    assay = known[row["assay"]]
    if not any(row[name] for name in assay.columns):
        raise InputError(
            f"'{row['experiment']}' names no {assay.name}",
            file=path,
            row=number,
            remedy=f"give a path or a URL in column '{assay.columns[-1]}'",
        )
    own = {*assay.files, *assay.files.values(), *assay.beside, *assay.apart}
    of_files = columns()[len(FIRST) : -len(LAST)]
    filled = [column for column in of_files if row[column] and column not in own]
    if filled:
        raise InputError(
            f"'{row['experiment']}' has {assay.name}, but column '{filled[0]}' is filled too",
            file=path,
            row=number,
            remedy="empty it, or make two rows",
        )
    _check_parts(row, assay, path, number)


def _check_parts(row: dict[str, str], assay: Assay, path: str, number: int) -> None:
    """Raise InputError if a checksum or a background belongs to a file that the row lacks."""
    for column, checksum in assay.files.items():
        of_file = [checksum, "test_background"] if column.startswith("test_") else [checksum]
        filled = [name for name in of_file if row[name]]
        if filled and not row[column]:
            raise InputError(
                f"column '{filled[0]}' is filled, but '{column}' is empty",
                file=path,
                row=number,
                remedy=f"name the file in '{column}'",
            )


def _check_source(row: dict[str, str], column: str, path: str, number: int) -> None:
    """Raise InputError if a column's file or checksum is invalid."""
    source, checksum = row[column], registry.checksums()[column]
    if row[checksum] and not re.fullmatch(r"[0-9a-fA-F]{64}", row[checksum]):
        raise InputError(
            f"{checksum} '{row[checksum]}' is not 64 hexadecimal digits", file=path, row=number
        )
    if "://" in source and not (is_url(source) and source[-1] != "/"):
        raise InputError(
            f"'{source}' is not the URL of a file that can be fetched",
            file=path,
            row=number,
            remedy="give a path, or a URL with http, https, ftp or file",
        )
    if "://" in source and not row[checksum]:
        raise InputError(
            f"'{row['experiment']}' has a URL but no {checksum}",
            file=path,
            row=number,
            remedy=f"give the file's checksum, as `sha256sum` prints it, in column '{checksum}'",
        )


def _check_row(row: dict[str, str], path: str, number: int) -> None:
    _check_assay(row, path, number)
    for column in registry.assays()[row["assay"]].files:
        _check_source(row, column, path, number)


def read_experiments(
    path: str | PathLike, check: Callable[[dict, str, int], None] | None = None
) -> dict[str, dict[str, str]]:
    """Read the experiments table.

    Args:
        path: TSV with a header.
        check: a further check, called with each row, the path and the row's number.

    Returns:
        Experiment -> row. Columns that the table lacks are "", except that `protein` defaults to
        the experiment's name and `assay` to the column of data that is filled.

    Raises:
        InputError: an unknown column, a wrong number of cells, an invalid or repeated name, a URL
            without checksum, or no rows. The error names file and row.
    """
    file = str(path)
    table = read_table(
        path,
        "experiments table",
        columns(),
        "name one under `experiments:` in the config, relative to the folder that you run "
        "Snakemake in",
    )
    header = [column_of(name) for name in table.header]
    if not header:
        raise InputError("the experiments table is empty", file=file, remedy="give it a header")
    _check_header(header, file, table.number)
    found: dict[str, dict[str, str]] = {}
    seen: dict[str, int] = {}
    for number, cells in table.rows:
        row = _row(header, cells, file, number)
        _check_name(row["experiment"], seen, file, number)
        seen[row["experiment"]] = number
        row["protein"] = row["protein"] or row["experiment"]
        row["assay"] = row["assay"].lower() or _assay_of(row)
        _check_row(row, file, number)
        if check is not None:
            check(row, file, number)
        found[row["experiment"]] = row
    if not found:
        raise InputError("the experiments table has no rows", file=file, remedy="give it some")
    return found


def _assay_of(row: dict[str, str]) -> str:
    """The assay whose column of data is filled; peaks if none is."""
    known = registry.assays()
    filled = (name for name, assay in known.items() if any(row[one] for one in assay.columns))
    return next(filled, next(iter(known)))


def assays_in(path: object) -> list[str]:
    """The assays of a table's rows, in the order of `registry`; peaks if the table is invalid."""
    try:
        rows = read_experiments(str(path)).values()
    except InputError:
        # Told where the table is read to be used.
        return ["peaks"]
    found = {row["assay"] for row in rows}
    return [name for name in registry.assays() if name in found]


def _row(header: list[str], cells: list[str], file: str, number: int) -> dict[str, str]:
    """A row as column -> text; raise InputError if a cell is below a column without a name."""
    if "" in header and any(cell for name, cell in zip(header, cells, strict=True) if not name):
        raise InputError(
            f"column {header.index('') + 1} has no name, and this row has a cell in it",
            file=file,
            row=number,
            remedy="name the column in the header, or empty it",
        )
    given = {name: _meant(name, cell) for name, cell in zip(header, cells, strict=True) if name}
    return dict.fromkeys(columns(), "") | given


def _meant(column: str, cell: str) -> str:
    """A cell's text, "" if it is empty by `empty_cells`, and with the home folder for `~`.

    `NA` may be an experiment's name. In a config key's column `null` and a preset's `none` are
    values.
    """
    if column == "experiment":
        return cell
    if is_override(column) and (
        cell == "null" or (column.endswith(".preset") and cell.lower() == "none")
    ):
        return cell.lower()
    if is_empty(cell) or (column == "skip" and cell.lower() in NO_REASON):
        return ""
    return os.path.expanduser(cell) if column in registry.files() else cell
