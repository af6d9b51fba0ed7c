"""Published values: read from a table, and assigned to the experiments that name one.

Standard library only, see `settings`: the values are read and checked when Snakemake parses.
"""

import difflib
import math

from bindery.errors import InputError
from bindery.given.empty_cells import is_empty
from bindery.given.tables import plain, read_table
from bindery.study.reading.paths import CORRECT
from bindery.targets.kinds import kind_of, lowest_of


def _value(cell: str, measure: str, path: str, row: int) -> float | None:
    """A cell's value, None if it is empty."""
    if is_empty(cell):
        return None
    try:
        value = float(cell)
    except ValueError:
        value = math.nan
    lowest = lowest_of(measure)
    if not lowest <= value <= 1:
        raise InputError(
            f"'{cell}' is not a value of {measure}",
            file=path,
            row=row,
            remedy=f"give a number from {lowest:g} to 1, or leave the cell empty",
        )
    return value


def read_values(settings: dict) -> dict[str, float | None]:
    """Read one column of a table of published values.

    Args:
        settings: `published` of the config: file, column and measure.

    Returns:
        Name -> value, or None if the cell is empty.

    Raises:
        InputError: there is no such column, a name appears twice, or a cell is not a value
            of that measure.
    """
    path = settings["file"]
    wanted = ("experiment", settings["column"])
    names = [plain(name) for name in wanted]
    table = read_table(path, "table of published values", names, CORRECT)
    columns = [_column(name, table.header, path, table.number) for name in wanted]
    found: dict[str, float | None] = {}
    for number, cells in table.rows:
        name, cell = (cells[column] for column in columns)
        if name in found:
            raise InputError(f"'{name}' appears twice", file=path, row=number, remedy="keep one")
        found[name] = _value(cell, settings["measure"], path, number)
    return found


def _column(name: str, header: list[str], path: str, row: int) -> int:
    """The index of a column: the one of exactly that name, or else of its other spelling."""
    if name in header:
        return header.index(name)
    alike = [at for at, own in enumerate(header) if plain(own) == plain(name)]
    if len(alike) != 1:
        raise InputError(
            f"there is no column '{name}'" if not alike else f"two columns are called '{name}'",
            file=path,
            row=row,
            remedy=f"the columns are {', '.join(header)}; name one under published.column, and "
            "call the column of names 'experiment'",
        )
    return alike[0]


class Published:
    """The published values that a study's experiments name.

    Attributes:
        taken: experiment -> published value, for active experiments.
    """

    def __init__(self, settings: dict | None):
        """Read the table of values, if there is one.

        Args:
            settings: `published` of the config, or None.

        Raises:
            InputError: see `read_values`.
        """
        self._settings = settings
        self._values = read_values(settings) if settings else {}
        self.taken: dict[str, float] = {}

    def take(self, row: dict[str, str], target: str, table: str, number: int) -> None:
        """Assign the published value that a row of the experiments table names, if any.

        Args:
            row: row of the table.
            target: kind of the row's targets, `class` or `intensity`.
            table: path of the table, for errors.
            number: number of the row, for errors.

        Raises:
            InputError: the name has no published value, or the measure is not defined for the row's
                targets.
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
                remedy="empty the column 'published' in its row, or correct published.measure",
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
        """Raise InputError if there are published values, but no active row names one."""
        if self._settings is not None and not self.taken:
            raise InputError(
                f"no experiment names a row of {self._settings['file']}",
                file=table,
                remedy="name its rows in a column 'published', or remove `published:` from the "
                "config",
            )
