"""What the columns of a table of sequences mean, and two words as targets."""

import difflib
import logging
import re
from collections.abc import Collection, Sequence
from os import PathLike

import numpy as np

from bindery.errors import InputError
from bindery.formats import SEQUENCE_COLUMNS
from bindery.given.empty_cells import is_empty
from bindery.given.tables import Table, plain, read_table

logger = logging.getLogger(__name__)

KNOWN = ("sequence", "name", "target", "split", "group", "strength")
DEEPBIND = ("FoldID", "EventID", "seq", "Bound")
# Other names that plainly mean a column.
MEANT = {
    **dict.fromkeys(SEQUENCE_COLUMNS, "sequence"),
    **dict.fromkeys(("id", "names", "seq_id", "sequence_id", "sequence_name", "seq_name"), "name"),
    **dict.fromkeys(("label", "labels", "class", "y", "targets", "bound", "is_bound"), "target"),
    **dict.fromkeys(("groups",), "group"),
    **dict.fromkeys(("splits", "partition"), "split"),
}
# Pairs of words for 1 and 0.
WORDS = (
    ("1", "0"),
    ("1", "-1"),
    ("+1", "-1"),
    ("+", "-"),
    ("true", "false"),
    ("t", "f"),
    ("yes", "no"),
    ("y", "n"),
    ("positive", "negative"),
    ("pos", "neg"),
    ("bound", "unbound"),
    ("bound", "background"),
    ("positive", "background"),
    ("peak", "background"),
    ("foreground", "background"),
    ("signal", "background"),
)
FORMATS = (
    "start with '>', or with a header that names 'sequence', or with DeepBind's "
    f"{' '.join(DEEPBIND)}, separated by tabs"
)
TARGET = re.compile(r"target_", re.I)


def read_sequence_table(
    path: str | PathLike, file: str, *, strict: bool, others: Collection[str] = ()
) -> tuple[Table, list[str]]:
    """Read a table of sequences, whose columns may have other names than ours.

    Args:
        path: the table, gzipped or not.
        file: its name in errors and the log.
        strict: whether columns that are not understood are refused; else they are named in the
            log.
        others: further columns that the caller reads.

    Returns:
        The table, with a header of `KNOWN` and `target_` columns, or of DeepBind's; and the file's
        own names of the columns.

    Raises:
        InputError: there is no column of sequences; a column appears twice, or is not understood.
    """
    names = {*KNOWN, *MEANT, *map(str.lower, DEEPBIND)}
    table = read_table(path, "table of sequences", names, FORMATS, origin=file)
    if set(DEEPBIND[1:]) <= set(table.header):
        header = table.header
    else:
        header = [_meant(name) for name in table.header]
    if not {"sequence", "seq"} & set(header):
        raise InputError(
            "this file is neither FASTA nor a table of sequences",
            file=file,
            row=table.number if table.header else 1,
            remedy=FORMATS,
        )
    _check_header(header, table, file, strict, others)
    return table._replace(header=header), table.header


def _meant(name: str) -> str:
    """Our name of a column, or the name itself if it is not understood."""
    if TARGET.match(name.strip()):
        return "target_" + name.strip()[len("target_") :]
    own = plain(name)
    return own if own in KNOWN else MEANT.get(own, name.strip())


def _check_header(
    header: list[str], table: Table, file: str, strict: bool, others: Collection[str]
) -> None:
    for number, name in enumerate(header):
        if name and name in header[:number]:
            one, other = table.header[header.index(name)], table.header[number]
            raise InputError(
                f"column '{name}' appears twice"
                + (f" (as '{one}' and '{other}')" if one != other else ""),
                file=file,
                row=table.number,
                remedy="keep one",
            )
        if name != table.header[number]:
            logger.info("%s: column '%s' is read as '%s'", file, table.header[number], name)
    known: Sequence[str] = DEEPBIND if "EventID" in header and "Bound" in header else KNOWN
    strange = [name for name in header if name not in {*known, *others} and not TARGET.match(name)]
    filled = [name for name in strange if _is_filled(table, header.index(name))]
    if filled and strict:
        near = difflib.get_close_matches(plain(filled[0]), (*KNOWN, *MEANT), 1, 0.6)
        raise InputError(
            f"column '{filled[0]}' is not understood" if filled[0] else "a column has no name",
            file=file,
            row=table.number,
            remedy=(f"did you mean '{near[0]}'? Else " if near else "")
            + f"name it one of {', '.join(KNOWN)} or target_TASK, or remove it",
        )
    if filled:
        logger.warning("%s: columns that are not read: %s", file, ", ".join(filled))


def _is_filled(table: Table, column: int) -> bool:
    return any(cells[column] for _, cells in table.rows)


def targets_of(
    cells: Sequence[str], numbers: Sequence[int], column: str, given: str, file: str
) -> np.ndarray:
    """A column of targets: numbers, or two words of which one means bound.

    Args:
        cells: the column.
        numbers: the line of each cell.
        column: our name of the column.
        given: the file's name of it; one such as `label` has classes and no intensities.
        file: name of the file, for errors and the log.

    Returns:
        float32, shape (n,); NaN where a cell is empty.

    Raises:
        InputError: a cell is no number; or a column of classes has more than two.
    """
    # A dash is a class beside a plus, and an empty cell beside numbers.
    signs = {cell for cell in cells} <= {"+", "-", ""}
    words = [cell.lower() if signs or not is_empty(cell) else "" for cell in cells]
    values = sorted({word for word in words if word})
    by_name = plain(given) != "target" and not TARGET.match(given) and given not in DEEPBIND
    pair = _pair(values, by_name)
    if pair is not None:
        one, zero = pair
        if (one, zero) != ("1", "0") or by_name:
            logger.info(
                "%s: in column '%s', %s is a positive and %s background", file, given, one, zero
            )
        classes = {one: 1.0, zero: 0.0, "": np.nan}
        return np.array([classes[word] for word in words], np.float32)
    if by_name and values:
        some = ", ".join(values[:3]) + (", ..." if len(values) > 3 else "")
        raise InputError(
            f"column '{given}' has {len(values)} values, {some}, of which none plainly means bound",
            file=file,
            row=numbers[0],
            remedy="give two classes, 1 and 0; or name the column 'target' if it is measured",
        )
    return numbers_of(cells, numbers, column, file)


def _pair(values: list[str], by_name: bool) -> tuple[str, str] | None:
    """The words for 1 and 0 among the values of a column of classes."""
    as_numbers = {_plain_number(value) for value in values}
    for one, zero in WORDS:
        if values and as_numbers <= {one, zero}:
            numeric = {one, zero} <= {"1", "0", "-1", "+1"}
            # Numbers are read as numbers, unless the column's name says that they are classes.
            if numeric and not by_name:
                return None
            return _written(values, one), _written(values, zero)
    return None


def _plain_number(value: str) -> str:
    return re.sub(r"\.0*$", "", value)


def _written(values: list[str], word: str) -> str:
    return next((value for value in values if _plain_number(value) == word), word)


def numbers_of(cells: Sequence[str], numbers: Sequence[int], column: str, file: str) -> np.ndarray:
    """A column of numbers: float32, shape (n,); NaN where a cell is empty.

    Raises:
        InputError: a cell is neither a finite number nor empty.
    """
    found = np.full(len(cells), np.nan, np.float32)
    for row, (number, cell) in enumerate(zip(numbers, cells, strict=True)):
        if is_empty(cell):
            continue
        try:
            found[row] = float(cell)
        except ValueError:
            found[row] = np.inf
        if not np.isfinite(found[row]):
            raise InputError(
                f"{column} '{cell}' is not a number",
                file=file,
                row=number,
                remedy="give a number, or leave the cell empty if it was not measured",
            )
    return found
