"""Sequences with labels: FASTA, tables with a column `sequence`, and DeepBind's `.seq` files.

The format of a file is recognised by its content.
"""

import re
from dataclasses import dataclass
from os import PathLike

import numpy as np

from bindery.columns import Columns
from bindery.data.letters import encoded
from bindery.data.sequence_columns import numbers_of, read_sequence_table, targets_of
from bindery.data.sequences import check_given, fasta_lines, fasta_records
from bindery.data.splits import SPLITS
from bindery.errors import InputError
from bindery.given.empty_cells import is_empty

DRAWN = -1
# The names of a peak and of its dinucleotide shuffle are the same up to this number.
PAIRED = re.compile(r"_(?:peak|shuf)$")
SPLIT_WORDS = {"training": "train", "valid": "validation", "val": "validation", "testing": "test"}


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
    lines = fasta_lines(path, file)
    tasks = None
    if lines is not None:
        samples = _from_fasta(lines, file)
    else:
        table = _Columns(path, file)
        if "sequence" in table.header:
            samples, tasks = _from_table(table, experiment, kind)
        else:
            samples, tasks = _from_deepbind(table), [experiment]
    if not len(samples):
        raise InputError("the file has no sequences", file=file, remedy="give a file with rows")
    return samples, tasks


class _Columns:
    """The columns of a table of sequences."""

    def __init__(self, path: str | PathLike, file: str):
        self.file = file
        table, self.given = read_sequence_table(path, file, strict=True)
        self.header = table.header
        self.numbers = [number for number, _ in table.rows]
        self.rows = [cells for _, cells in table.rows]

    def column(self, name: str) -> list[str]:
        """A column's cells, without words for an empty one; all empty if there is no column."""
        if name not in self.header:
            return [""] * len(self.rows)
        number = self.header.index(name)
        return ["" if is_empty(cells[number]) else cells[number] for cells in self.rows]

    def sequences(self, name: str) -> np.ndarray:
        """A column's sequences as codes."""
        letters = self.column(name)
        check_given(letters, self.numbers, self.file)
        return objects(encoded(letters, self.numbers, self.file))

    def values(self, name: str) -> np.ndarray:
        """A column's numbers: float32, shape (n,); NaN where a cell is empty."""
        return numbers_of(self.column(name), self.numbers, name, self.file)

    def targets(self, name: str) -> np.ndarray:
        """A column's targets: float32, shape (n,); NaN where a cell is empty."""
        number = self.header.index(name)
        cells = [row[number] for row in self.rows]
        return targets_of(cells, self.numbers, name, self.given[number], self.file)

    def splits(self) -> np.ndarray:
        """The column `split`: int8, shape (n,); -1 where a cell is empty."""
        found = np.full(len(self.rows), DRAWN, np.int8)
        for row, (number, cell) in enumerate(zip(self.numbers, self.column("split"), strict=True)):
            name = SPLIT_WORDS.get(cell.lower(), cell.lower())
            if cell and name not in SPLITS:
                raise InputError(
                    f"split '{cell}' is not one of {', '.join(SPLITS)}", file=self.file, row=number
                )
            found[row] = SPLITS.index(name) if cell else DRAWN
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


def _from_deepbind(table: _Columns) -> Samples:
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


def _from_table(table: _Columns, experiment: str, kind: str) -> tuple[Samples, list[str] | None]:
    tasks = _task_names(table.header, experiment, table.file)
    names = table.column("name")
    samples = _positives(
        table.sequences("sequence"),
        [name or f"{kind.removesuffix('s')}_{number}" for number, name in enumerate(names, 1)],
    )
    if tasks and table.rows:
        columns = [name for name in table.header if name.startswith("target")]
        samples.targets = np.stack([table.targets(name) for name in columns], axis=1)
    samples.split = table.splits()
    samples.group = objects(table.column("group"))
    samples.strength = table.values("strength")
    return samples, tasks or None
