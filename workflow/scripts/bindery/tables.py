"""The experiments table: one row an experiment, read and checked before anything runs.

Standard library only, see `settings`. The schema's validator is handed in.
"""

import csv
import re
from collections.abc import Callable
from os import PathLike

from bindery.errors import InputError
from bindery.settings import is_override, is_url

COLUMNS = ("experiment", "protein", "assay", "peaks", "sha256", "jaspar", "background", "skip")
NAME = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]*$")
# Names of files and folders in a study's own folder.
RESERVED = (
    "benchmarks",
    "comparison.svg",
    "logs",
    "report",
    "report.html",
    "rulegraph.svg",
    "snakemake-report.zip",
    "summary.tsv",
)
ASSAYS = ("peaks",)


def _check_header(columns: list[str], path: str) -> None:
    for number, name in enumerate(columns):
        if name in columns[:number]:
            raise InputError(f"column '{name}' stands twice", file=path, row=1, remedy="keep one")
        if name not in COLUMNS and not is_override(name):
            raise InputError(
                f"unknown column '{name}'",
                file=path,
                row=1,
                remedy=f"columns are {', '.join(COLUMNS)}, and config keys such as "
                "background.method or training.epochs",
            )
    for name in ("experiment", "peaks"):
        if name not in columns:
            raise InputError(
                f"there is no column '{name}'",
                file=path,
                row=1,
                remedy="the first line names the columns, separated by tabs",
            )


def _check_name(name: str, seen: dict[str, int], path: str, row: int) -> None:
    if not NAME.match(name) or name in RESERVED:
        raise InputError(
            f"experiment '{name}' is no safe name",
            file=path,
            row=row,
            remedy="use letters, digits, '.', '_' and '-', a letter or digit first, and none of "
            + ", ".join(RESERVED),
        )
    if name in seen:
        raise InputError(
            f"experiment '{name}' stands in row {seen[name]} already",
            file=path,
            row=row,
            remedy="give each experiment a name of its own",
        )


def _check_row(row: dict[str, str], path: str, number: int) -> None:
    if row["assay"] not in ASSAYS:
        raise InputError(
            f"assay '{row['assay']}' is none of {', '.join(ASSAYS)}", file=path, row=number
        )
    if not row["peaks"]:
        raise InputError(
            f"'{row['experiment']}' names no peaks",
            file=path,
            row=number,
            remedy="give a path or a URL in column 'peaks'",
        )
    if row["sha256"] and not re.fullmatch(r"[0-9a-fA-F]{64}", row["sha256"]):
        raise InputError(
            f"sha256 '{row['sha256']}' is not 64 hexadecimal digits", file=path, row=number
        )
    if "://" in row["peaks"] and not (is_url(row["peaks"]) and row["peaks"][-1] != "/"):
        raise InputError(
            f"'{row['peaks']}' is no address of a file that can be fetched",
            file=path,
            row=number,
            remedy="give a path, or a URL by http, https, ftp or file",
        )
    if "://" in row["peaks"] and not row["sha256"]:
        raise InputError(
            f"'{row['experiment']}' has a URL but no sha256",
            file=path,
            row=number,
            remedy="give the file's checksum, as `sha256sum` prints it, in column 'sha256'",
        )


def read_experiments(
    path: str | PathLike, check: Callable[[dict, str, int], None] | None = None
) -> dict[str, dict[str, str]]:
    """Read the experiments table.

    Args:
        path: TSV with a header.
        check: called with each row, the path and the row's number, to check it further.

    Returns:
        Experiment -> row; columns that the table lacks are "" (`protein` is then the
        experiment's name, `assay` is `peaks`).

    Raises:
        InputError: naming file and row: an unknown column, a wrong number of cells, a name that
            is unsafe or stands twice, a URL without checksum, no rows.
    """
    file = str(path)
    try:
        with open(path, newline="", encoding="utf-8-sig") as handle:
            lines = list(csv.reader(handle, delimiter="\t"))
    except FileNotFoundError:
        raise InputError(
            "there is no such experiments table",
            file=file,
            remedy="name one under `experiments:` in the config, relative to the folder that you "
            "run Snakemake in",
        ) from None
    except UnicodeDecodeError:
        raise InputError(
            "this is no UTF-8 text", file=file, remedy="save the table as tab-separated UTF-8"
        ) from None
    if not lines:
        raise InputError("the experiments table is empty", file=file, remedy="give it a header")
    header = lines[0]
    found: dict[str, dict[str, str]] = {}
    seen: dict[str, int] = {}
    _check_header(header, file)
    for number, cells in enumerate(lines[1:], 2):
        if any("\n" in cell for cell in cells):
            raise InputError(
                "a quotation mark is not closed", file=file, row=number, remedy="close or remove it"
            )
        if not any(cells) or cells[0].startswith("#"):
            continue
        if len(cells) > len(header):
            raise InputError(
                f"{len(cells)} cells, the header has {len(header)}",
                file=file,
                row=number,
                remedy="separate cells by one tab each",
            )
        cells += [""] * (len(header) - len(cells))
        row = dict.fromkeys(COLUMNS, "") | dict(zip(header, map(str.strip, cells), strict=True))
        _check_name(row["experiment"], seen, file, number)
        seen[row["experiment"]] = number
        row["protein"] = row["protein"] or row["experiment"]
        row["assay"] = row["assay"] or ASSAYS[0]
        _check_row(row, file, number)
        if check is not None:
            check(row, file, number)
        found[row["experiment"]] = row
    if not found:
        raise InputError("the experiments table has no rows", file=file, remedy="give it some")
    return found
