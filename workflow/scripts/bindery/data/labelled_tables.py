"""Sequences with labels: FASTA, tables with a column `sequence`, and DeepBind's `.seq` files.

The format of a file is recognised by its content.
"""

import math
import re
from dataclasses import dataclass
from os import PathLike

import numpy as np

from bindery import alphabet
from bindery.columns import Columns
from bindery.data.sequences import fasta_records, is_fasta, text_lines
from bindery.data.splits import SPLITS
from bindery.errors import InputError

DRAWN = -1
DEEPBIND = ("FoldID", "EventID", "seq", "Bound")
# The names of a peak and of its dinucleotide shuffle are the same up to this number.
PAIRED = re.compile(r"_(?:peak|shuf)$")
UNMEASURED = ("", "na", "nan")


@dataclass
class Samples(Columns):
    """Labelled sequences of one or more files.

    Attributes:
        codes: uint8 arrays of any length, in an array of objects, shape (n,).
        names: object, shape (n,).
        targets: float32, shape (n, tasks), NaN = not measured.
        split: int8, shape (n,), 0 train, 1 validation, 2 test, -1 = to be drawn.
        group: object, shape (n,): rows with the same text belong together; "" = in no group.
        strength: float32, shape (n,), larger = stronger, NaN = unknown.
    """

    codes: np.ndarray
    names: np.ndarray
    targets: np.ndarray
    split: np.ndarray
    group: np.ndarray
    strength: np.ndarray

    def positives_only(self) -> bool:
        """Whether every measured target is 1, so that background must be added."""
        return bool((np.isnan(self.targets) | (self.targets == 1)).all())


def is_binary(targets: np.ndarray) -> np.ndarray:
    """Whether all measured targets, (n, tasks), of each task are 0 or 1: bool, (tasks,)."""
    return (np.isnan(targets) | np.isin(targets, (0, 1))).all(axis=0)


def objects(values: list) -> np.ndarray:
    """An array of objects, shape (n,), even if the objects are sequences themselves."""
    found = np.empty(len(values), object)
    found[:] = values
    return found


def read_samples(
    path: str | PathLike, *, origin: str | None, experiment: str, kind: str
) -> tuple[Samples, list[str] | None]:
    """Read labelled sequences from FASTA, a table, or a `.seq` file of DeepBind, gzipped or not.

    Args:
        path: the file.
        origin: the file's name in errors; the path if None.
        experiment: the task's name, if the file does not name its task.
        kind: what the rows are, such as `sequences`; a row without a name is called `sequence_`
            and its number.

    Returns:
        The sequences, and the names of the tasks; None if the file has no targets, so that all
        sequences are positives.

    Raises:
        InputError: the file has none of the formats, or no sequences; or a sequence is empty; or a
            target, split or strength is invalid. The error names file and row.
    """
    file = str(origin or path)
    lines = text_lines(path, file)
    tasks = None
    if is_fasta(lines):
        samples = _from_fasta(lines, file)
    else:
        table = _Table(lines, file)
        if set(DEEPBIND[1:]) <= set(table.header):
            samples, tasks = _from_deepbind(table), [experiment]
        elif "sequence" in table.header:
            samples, tasks = _from_table(table, experiment, kind)
        else:
            raise InputError(
                "this file is neither FASTA nor a table of sequences",
                file=file,
                row=1,
                remedy="start with '>', or with a header that names 'sequence', or with "
                f"DeepBind's {' '.join(DEEPBIND)}, separated by tabs",
            )
    if not len(samples):
        raise InputError("the file has no sequences", file=file, remedy="give a file with rows")
    return samples, tasks


class _Table:
    """A tab-separated table, read by the column names in its header."""

    def __init__(self, lines: list[str], file: str):
        self.file = file
        self.header = lines[0].split("\t") if lines else []
        for number, name in enumerate(self.header):
            if name and name in self.header[:number]:
                raise InputError(
                    f"column '{name}' appears twice", file=file, row=1, remedy="keep one"
                )
        self.numbers: list[int] = []
        self.rows: list[list[str]] = []
        for number, line in enumerate(lines[1:], 2):
            if not line.strip():
                continue
            cells = line.split("\t")
            if len(cells) > len(self.header):
                raise InputError(
                    f"{len(cells)} cells, the header has {len(self.header)}",
                    file=file,
                    row=number,
                    remedy="separate cells by one tab each",
                )
            self.numbers.append(number)
            self.rows.append(cells + [""] * (len(self.header) - len(cells)))

    def column(self, name: str) -> list[str]:
        """A column's cells; all empty if there is no such column."""
        if name not in self.header:
            return [""] * len(self.rows)
        number = self.header.index(name)
        return [row[number].strip() for row in self.rows]

    def sequences(self, name: str) -> np.ndarray:
        """A column's sequences as codes."""
        cells = self.column(name)
        for number, cell in zip(self.numbers, cells, strict=True):
            if not cell:
                raise InputError("the sequence is empty", file=self.file, row=number)
        return objects([alphabet.encode(cell) for cell in cells])

    def values(self, name: str) -> np.ndarray:
        """A column's numbers: float32, shape (n,); NaN where a cell is empty or NA."""
        found = np.full(len(self.rows), np.nan, np.float32)
        for row, (number, cell) in enumerate(zip(self.numbers, self.column(name), strict=True)):
            if cell.lower() in UNMEASURED:
                continue
            try:
                found[row] = float(cell)
            except ValueError:
                found[row] = math.inf
            if math.isinf(found[row]):
                raise InputError(
                    f"{name} '{cell}' is not a number",
                    file=self.file,
                    row=number,
                    remedy="give a number, or leave the cell empty if it was not measured",
                )
        return found

    def splits(self) -> np.ndarray:
        """The column `split`: int8, shape (n,); -1 where a cell is empty."""
        found = np.full(len(self.rows), DRAWN, np.int8)
        for row, (number, cell) in enumerate(zip(self.numbers, self.column("split"), strict=True)):
            if cell and cell not in SPLITS:
                raise InputError(
                    f"split '{cell}' is not one of {', '.join(SPLITS)}", file=self.file, row=number
                )
            found[row] = SPLITS.index(cell) if cell else DRAWN
        return found


def _positives(codes: np.ndarray, names: list[str]) -> Samples:
    """Positives without a split, group or strength."""
    count = len(codes)
    return Samples(
        codes,
        objects(names),
        np.ones((count, 1), np.float32),
        np.full(count, DRAWN, np.int8),
        objects([""] * count),
        np.full(count, np.nan, np.float32),
    )


def _from_fasta(lines: list[str], file: str) -> Samples:
    records = fasta_records(lines, file)
    codes = objects([record.codes for record in records])
    return _positives(codes, [record.name for record in records])


def _from_deepbind(table: _Table) -> Samples:
    """The rows are ordered by strength; a shuffle has the strength of its peak."""
    names = table.column("EventID")
    samples = _positives(table.sequences("seq"), names)
    samples.targets = table.values("Bound")[:, None]
    paired = [PAIRED.sub("", name) for name in names]
    # The file is part of the group's name: equal numbers in two files are not a pair.
    samples.group = objects([f"{name}\t{table.file}" if name else "" for name in paired])
    if is_binary(samples.targets).all():
        first: dict[str, int] = {}
        ranks = [first.setdefault(name, row) for row, name in enumerate(paired, 1)]
        samples.strength = -np.array(ranks, np.float32)
    return samples


def _task_names(header: list[str], experiment: str, file: str) -> list[str]:
    columns = [name for name in header if name.startswith("target")]
    tasks = [experiment if name == "target" else name.removeprefix("target_") for name in columns]
    for column, task in zip(columns, tasks, strict=True):
        if not task or tasks.count(task) > 1:
            raise InputError(
                f"column '{column}' names the task '{task}'"
                + (", and so does another column" if task else ""),
                file=file,
                row=1,
                remedy="give each task a name of its own after 'target_'",
            )
    return tasks


def _from_table(table: _Table, experiment: str, kind: str) -> tuple[Samples, list[str] | None]:
    tasks = _task_names(table.header, experiment, table.file)
    names = table.column("name")
    samples = _positives(
        table.sequences("sequence"),
        [name or f"{kind.removesuffix('s')}_{number}" for number, name in enumerate(names, 1)],
    )
    if tasks and table.rows:
        columns = [name for name in table.header if name.startswith("target")]
        samples.targets = np.stack([table.values(name) for name in columns], axis=1)
    samples.split = table.splits()
    samples.group = objects(table.column("group"))
    samples.strength = table.values("strength")
    return samples, tasks or None
