"""The files of methylation experiments: tables of cells, and regions in which models are judged.

Standard library only, see `settings`.
"""

import re
from pathlib import Path

from bindery.downloads import is_url
from bindery.errors import InputError
from bindery.files import opened
from bindery.given.tables import read_table
from bindery.study.reading import paths

COLUMNS = ("cell", "file", "sha256")
NEEDED = COLUMNS[:2]
FORM = "a list of cells is a table with columns cell, file and, for URLs, sha256"


def is_list(path: str) -> bool:
    """Whether a local file is a list of cells, and not a table of methylation itself."""
    if is_url(path) or "<" in path or not Path(path).is_file():
        return False
    with opened(path) as handle:
        first = next((line for line in handle if line.strip() and not line.startswith(b"##")), b"")
    cells = re.split(r"[\t,;]", first.decode("utf-8-sig", "replace").strip().lstrip("# ").lower())
    return set(NEEDED) <= {cell.strip() for cell in cells}


def profiles_of(row: dict[str, str]) -> list[dict[str, str]]:
    """Cell, file and sha256 of each cell that a row lists; empty if its file is a table itself.

    Raises:
        InputError: a column is unknown, a cell is named twice, or a row lacks its file.
    """
    path = row["methylation"]
    if not is_list(path):
        return []
    table = read_table(path, "list of cells", COLUMNS, FORM)
    header = [name.lower() for name in table.header]
    unknown = [name for name in header if name not in COLUMNS]
    if unknown:
        raise InputError(f"unknown column '{unknown[0]}'", file=path, row=table.number, remedy=FORM)
    found: list[dict[str, str]] = []
    for number, cells in table.rows:
        own = dict.fromkeys(COLUMNS, "") | dict(zip(header, cells, strict=True))
        _check_profile(own, [one["cell"] for one in found], path, number)
        found.append(own)
    if not found:
        raise InputError("the list has no cells", file=path, remedy=FORM)
    return found


def _check_profile(own: dict[str, str], before: list[str], path: str, number: int) -> None:
    problem, remedy = "", FORM
    if not (own["cell"] and own["file"]):
        problem = f"'{own['cell'] or own['file']}' has no {'file' if own['cell'] else 'name'}"
    elif own["cell"] in before:
        problem, remedy = f"cell '{own['cell']}' is there twice", "give each cell one name"
    elif is_url(own["file"]) and not own["sha256"]:
        problem = f"'{own['cell']}' has a URL but no sha256"
    elif own["sha256"] and not re.fullmatch(r"[0-9a-fA-F]{64}", own["sha256"]):
        problem = f"sha256 '{own['sha256']}' is not 64 hexadecimal digits"
    if problem:
        raise InputError(problem, file=path, row=number, remedy=remedy)
    if not is_url(own["file"]) and "<" not in own["file"]:
        paths.check_file(own["file"], "", path, number)


def contexts_of(config: dict) -> dict[str, dict[str, str]]:
    """Name -> file and sha256 of each BED of regions in which models are judged by themselves."""
    found = {}
    for name, given in config["methylation"]["contexts"].items():
        own = {"file": given} if isinstance(given, str) else given
        found[name] = {"sha256": "", **own}
    return found


def check(row: dict[str, str], config: dict, table: str, number: int) -> None:
    """Raise InputError if a row's list of cells, or a file of regions, is wrong or missing."""
    if not row["skip"]:
        profiles_of(row)
    for name, own in contexts_of(config).items():
        if is_url(own["file"]) and not own["sha256"]:
            raise InputError(
                f"methylation.contexts.{name} is a URL without sha256",
                file=table,
                row=number,
                remedy="give `file` and `sha256` under its name",
            )
        if not is_url(own["file"]) and "<" not in own["file"]:
            named = f", which methylation.contexts.{name} names"
            paths.check_file(own["file"], named, table, number)


def sources_of(row: dict[str, str], config: dict) -> dict[tuple[str, str], str]:
    """The sources of a row's cells and regions, by checksum and last path component."""
    files = [*profiles_of(row), *contexts_of(config).values()]
    return {
        (own["sha256"].lower(), own["file"].rsplit("/", 1)[-1]): own["file"]
        for own in files
        if own["sha256"]
    }
