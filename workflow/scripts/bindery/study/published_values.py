"""Published values of the experiments, and the study's own beside them.

Standard library only, see `settings`: the values are read and checked when Snakemake parses.
"""

import csv
import difflib
import math
from os import PathLike
from pathlib import Path

from bindery.errors import InputError
from bindery.files import write_text
from bindery.targets.kinds import kind_of, lowest_of

# Decimals of differences and means: more than any paper gives.
DECIMALS = 6
# In place of an experiment's name, where it cannot be one.
MEAN = "(mean)"


def _table_rows(path: str) -> list[tuple[int, list[str]]]:
    """Number and cells of a table's lines, comments and empty ones left out."""
    lines = enumerate(Path(path).read_text(encoding="utf-8-sig").splitlines(), 1)
    kept = [(number, line) for number, line in lines if line.strip() and line[0] != "#"]
    return [(number, [cell.strip() for cell in line.split("\t")]) for number, line in kept]


def _value(cell: str, measure: str, path: str, row: int) -> float | None:
    """A cell's value, None if it is empty."""
    if cell == "":
        return None
    try:
        value = float(cell)
    except ValueError:
        value = math.nan
    lowest = lowest_of(measure)
    if not lowest <= value <= 1:
        raise InputError(
            f"'{cell}' is no {measure}",
            file=path,
            row=row,
            remedy=f"give a number from {lowest:g} to 1, or leave the cell empty",
        )
    return value


def read_values(settings: dict, file: str) -> dict[str, float | None]:
    """Read one column of a table of published values.

    Args:
        settings: `published` of the config: file, column and measure.
        file: name of the config file, for errors.

    Returns:
        Name -> value, None where the cell is empty.

    Raises:
        InputError: there is no such file or column, a name stands twice, or a cell is no value
            of that measure.
    """
    path = settings["file"]
    if not Path(path).is_file():
        raise InputError(
            f"published.file '{path}' is no file",
            file=file,
            remedy="correct the path; it is relative to the folder that you run Snakemake in",
        )
    rows = _table_rows(path)
    first, header = rows[0] if rows else (1, [])
    for column in ("experiment", settings["column"]):
        if column not in header:
            raise InputError(
                f"there is no column '{column}'",
                file=path,
                row=first,
                remedy=f"it has {', '.join(header)}; name one of them under published.column, and "
                "call that of the names 'experiment'",
            )
    places = header.index("experiment"), header.index(settings["column"])
    found: dict[str, float | None] = {}
    for number, cells in rows[1:]:
        cells += [""] * (len(header) - len(cells))
        name, cell = (cells[place] for place in places)
        if name in found:
            raise InputError(f"'{name}' stands twice", file=path, row=number, remedy="keep one")
        found[name] = _value(cell, settings["measure"], path, number)
    return found


class Published:
    """The published values that a study's experiments name.

    Attributes:
        taken: experiment -> value, of active experiments.
    """

    def __init__(self, settings: dict | None, file: str):
        """Read the table of values, if there is one.

        Args:
            settings: `published` of the config, or None.
            file: name of the config file, for errors.

        Raises:
            InputError: see `read_values`.
        """
        self._settings = settings
        self._values = read_values(settings, file) if settings else {}
        self.taken: dict[str, float] = {}

    def take(self, row: dict[str, str], target: str, table: str, number: int) -> None:
        """Take the value that a row of the experiments table names, if it names one.

        Args:
            row: of the table.
            target: what the row's targets are, `class` or `intensity`.
            table: path of the table, for errors.
            number: of the row, for errors.

        Raises:
            InputError: the name is not among the published ones or has no value, or the row's
                targets are not measured so.
        """
        name = row["published"]
        if self._settings is None or not name:
            return
        value = self._values.get(name)
        if value is None:
            raise self._absent(name, table, number)
        if self._settings["measure"] not in kind_of(target).measures:
            raise InputError(
                f"'{row['experiment']}' has no {self._settings['measure']}: its target is {target}",
                file=table,
                row=number,
                remedy="empty its column 'published', or correct published.measure",
            )
        if not row["skip"]:
            self.taken[row["experiment"]] = value

    def _absent(self, name: str, table: str, number: int) -> InputError:
        assert self._settings is not None
        near = [] if name in self._values else difflib.get_close_matches(name, self._values, 1)
        return InputError(
            f"published '{name}' has no {'value' if name in self._values else 'row'} in "
            f"{self._settings['file']}",
            file=table,
            row=number,
            remedy=f"did you mean '{near[0]}'?"
            if near
            else f"empty the cell, or name a row that has a value of {self._settings['column']}",
        )

    def check_taken(self, table: str) -> None:
        """Raise InputError if there are published values and no active row names one."""
        if self._settings is not None and not self.taken:
            raise InputError(
                f"no experiment names a row of {self._settings['file']}",
                file=table,
                remedy="name its rows in a column 'published', or take `published:` out of the "
                "config",
            )


def compare(rows: list[dict], values: dict[str, float], measure: str) -> list[dict]:
    """Set each model's measure beside the published one.

    Args:
        rows: of the summary, one an experiment and model.
        values: experiment -> published value.
        measure: column of the summary.

    Returns:
        A row for each experiment and model that has both, then one for each model: the means, and
        in how many `experiments` it is `at_or_above` the published value.
    """
    found = []
    for row in rows:
        if row["experiment"] not in values or row.get(measure) is None:
            continue
        value, published = row[measure], values[row["experiment"]]
        names = {key: row[key] for key in ("experiment", "protein", "model")}
        bounds = {f"{measure}_{end}": row.get(f"{measure}_{end}") for end in ("low", "high")}
        numbers = {"published": published, "difference": round(value - published, DECIMALS)}
        counts = {"experiments": 1, "at_or_above": int(value >= published)}
        found.append({**names, measure: value, **bounds, **numbers, **counts})
    models = dict.fromkeys(row["model"] for row in found)
    return found + [_mean([row for row in found if row["model"] == m], measure) for m in models]


def _mean(rows: list[dict], measure: str) -> dict:
    """The last row of one model: means and counts of its others."""
    columns = (measure, "published", "difference")
    means = {
        key: round(math.fsum(row[key] for row in rows) / len(rows), DECIMALS) for key in columns
    }
    counts = {key: sum(row[key] for row in rows) for key in ("experiments", "at_or_above")}
    return {
        **dict.fromkeys(rows[0]),
        "experiment": MEAN,
        "model": rows[0]["model"],
        **means,
        **counts,
    }


def write_comparison(path: str | PathLike, rows: list[dict], measure: str) -> None:
    """Write what `compare` returns as TSV, empty cells where there is no value."""
    columns = ["experiment", "protein", "model", measure, f"{measure}_low", f"{measure}_high"]
    columns += ["published", "difference", "experiments", "at_or_above"]
    lines = ["\t".join(columns)]
    for row in rows:
        lines.append("\t".join("" if row[key] is None else str(row[key]) for key in columns))
    write_text(path, "\n".join(lines) + "\n")


def read_comparison(path: str | PathLike) -> list[dict]:
    """Read what `write_comparison` wrote: numbers as floats, empty cells as None."""
    names = ("experiment", "protein", "model")
    with open(path, newline="") as handle:
        rows = list(csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [
        {
            key: (cell or None) if key in names or not cell else float(cell)
            for key, cell in row.items()
        }
        for row in rows
    ]
