"""The tensor file: an experiment's sequences, targets, splits and genomic intervals, in HDF5.

An experiment's rows are the same for all its models, whatever their windows: each row is stored as
wide as the widest of them, and a model reads the middle.

Datasets: `sequences` uint8 (n, stored), codes ACGT = 0123 and 4 unknown; `targets` float32
(n, tasks), NaN = not measured, or, for classes of many tasks, uint8, 0, 1 and 255 = not measured,
which readers get as float32 too; `split` uint8 (n,), 0 train, 1 validation, 2 test; `group` int32
(n,); `intervals/{chrom,start,end,strand,name,score}`, or, for sequences without a genome, `names`
and, if known, `strength` float32 (n,); `tasks`. If there are several backgrounds, `background`
uint8 (n,) is 0 for positives, else the number of one of the attribute `backgrounds`, from 1.

Nothing is compressed: a base is only one byte, and
compression would take longer than all other work.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from os import PathLike
from typing import Any

import numpy as np

from bindery.columns import Columns
from bindery.errors import InputError
from bindery.hdf5 import attributes_of, check_seal, check_version, name_damage, opened

SCHEMA_VERSION = 1
ROWS_AT_ONCE = 1 << 14
# Rows that lie no further apart are read at once, with those between them.
ROW_GAP = 1 << 6
POSITIVE = 0.5
# Stored for "not measured" where targets are uint8.
UNMEASURED = 255


@dataclass
class Rows(Columns):
    """Some rows of a tensor file: all columns except the intervals.

    Attributes:
        sequences: uint8, shape (n, window).
        targets: float32, shape (n, tasks).
        group: int32, shape (n,).
    """

    sequences: np.ndarray
    targets: np.ndarray
    group: np.ndarray


def middle_of(stored: int, window: int) -> slice:
    """The middle `window` of `stored` bases: both have the same centre, base length // 2."""
    first = stored // 2 - window // 2
    return slice(first, first + window)


def as_measured(stored: np.ndarray) -> np.ndarray:
    """Targets as stored, uint8 or float32, of any shape, as float32 with NaN = not measured."""
    if stored.dtype != np.uint8:
        return stored
    values = np.arange(256, dtype=np.float32)
    values[UNMEASURED] = np.nan
    return values[stored]


def in_spans(dataset: Any, which: np.ndarray, part: tuple[slice, ...] = ()) -> np.ndarray:
    """A dataset's rows of ascending indices, read in spans of near rows.

    Args:
        dataset: an HDF5 dataset, of any shape.
        which: indices of rows, shape (n,).
        part: what is read along its further axes; by default all.
    """
    found = np.empty((len(which), *dataset[(slice(0, 0), *part)].shape[1:]), dataset.dtype)
    apart = (np.diff(which) > ROW_GAP) | (np.diff(which // ROWS_AT_ONCE) > 0)
    cuts = np.concatenate([[0], np.flatnonzero(apart) + 1, [len(which)]])
    for first, last in zip(cuts[:-1].tolist(), cuts[1:].tolist(), strict=True):
        rows = which[first:last]
        if len(rows):
            span = dataset[(slice(rows[0], rows[-1] + 1), *part)]
            found[first:last] = span[rows - rows[0]]
    return found


class Tensor:
    """A tensor file, open for reading. Use as a context manager."""

    def __init__(self, path: str | PathLike, window: int | None = None):
        """Open the file without a lock, which network disks may not have.

        Args:
            path: the file.
            window: bases to read around each row's centre; None for the rows' own window.

        Raises:
            InputError: the file has another version of the format, stores fewer bases, or is
                missing, cut or damaged; so too for what is read from it until it is closed.
        """
        self._path = path
        self._file = opened(path)
        check_version(self._file, path, "tensor format {}", SCHEMA_VERSION)
        try:
            check_seal(self._file)
            stored = int(self._file["sequences"].shape[1])
            own_window = int(self._file.attrs["window"])
        except Exception as error:
            self._file.close()
            name_damage(path, error)
            raise
        self._window = own_window if window is None else window
        if self._window > stored:
            raise InputError(
                f"a window of {self._window} bases is asked for, and {stored} are stored",
                file=path,
                remedy="remove it and run again",
            )
        self._middle = middle_of(stored, self._window)

    def __enter__(self) -> "Tensor":
        """The tensor itself."""
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        """Close the file; an error of HDF5 becomes an InputError with its path."""
        self._file.close()
        name_damage(self._path, error)

    @property
    def attributes(self) -> dict:
        """The file's attributes as plain values, without its seal."""
        return attributes_of(self._file)

    @property
    def window(self) -> int:
        """Bases in a sequence that is read."""
        return self._window

    @property
    def tasks(self) -> list[str]:
        """Names of the tasks."""
        return [name.decode() for name in self._file["tasks"][:]]

    @property
    def backgrounds(self) -> list[str]:
        """Names of the backgrounds if there are several; models are judged against the first."""
        named = self._file.attrs["backgrounds"] if "background" in self._file else ""
        return named.split(",") if named else []

    def background(self, which: np.ndarray) -> np.ndarray:
        """The name of the background of rows, by index, "" for positives: object, shape (n,)."""
        names = np.array(["", *self.backgrounds], object)
        return names[self._file["background"][:][which]]

    def split_rows(self, part: int) -> np.ndarray:
        """The indices of the rows of a split, ascending: int64."""
        return np.flatnonzero(self._file["split"][:] == part)

    def judged_rows(self, part: int) -> np.ndarray:
        """Those of `split_rows` that models are judged by: without further backgrounds."""
        which = self.split_rows(part)
        if not self.backgrounds:
            return which
        return which[np.isin(self.background(which), ["", self.backgrounds[0]])]

    def targets(self, which: np.ndarray) -> np.ndarray:
        """The targets of rows of ascending indices: float32, shape (n, tasks)."""
        return as_measured(self.stored("targets", which))

    def stored(self, name: str, which: np.ndarray) -> np.ndarray:
        """A dataset's rows of ascending indices, as they are stored, read in spans of near rows.

        Of `sequences`, the middle that `window` asks for.
        """
        columns = (self._middle,) if name == "sequences" else ()
        return in_spans(self._file[name], which, columns)

    def rows(self, which: np.ndarray) -> Rows:
        """The rows of ascending indices."""
        sequences = self.stored("sequences", which)
        return Rows(sequences, self.targets(which), self.group(which))

    def group(self, which: np.ndarray) -> np.ndarray:
        """The group of rows, by index: int32, shape (n,)."""
        return self._file["group"][:][which]

    def names(self) -> np.ndarray:
        """The name of each row or of its interval, else row numbers: object, shape (n,)."""
        for dataset in ("names", "intervals/name"):
            if dataset in self._file:
                return np.array([name.decode() for name in self._file[dataset][:]], object)
        return np.array([f"row_{number}" for number in range(len(self._file["split"]))], object)

    @property
    def has_positions(self) -> bool:
        """Whether rows have intervals of a genome."""
        return "intervals" in self._file

    def chromosomes(self, which: np.ndarray) -> np.ndarray:
        """The chromosome of those rows, by index, that have a position: object, shape (m,)."""
        if not self.has_positions:
            return np.empty(0, object)
        found = self._file["intervals/chrom"][:][which]
        placed = self._file["intervals/start"][:][which] >= 0
        return np.array([name.decode() for name in found[placed]], object)

    def places(self) -> tuple[np.ndarray, np.ndarray]:
        """The chromosome of each row, object, and the base in its middle, int64, shape (n,)."""
        chrom = np.array([name.decode() for name in self._file["intervals/chrom"][:]], object)
        start, end = (self._file[f"intervals/{name}"][:] for name in ("start", "end"))
        return chrom, start + (end - start) // 2

    def strength(self) -> np.ndarray:
        """The strength of each row, larger = stronger: float32, shape (n,); NaN where unknown.

        For peaks it is their score; their background has 0.
        """
        for dataset in ("strength", "intervals/score"):
            if dataset in self._file:
                return self._file[dataset][:]
        return np.full(len(self._file["split"]), np.nan, np.float32)

    def blocks(self, which: np.ndarray) -> Iterator[np.ndarray]:
        """The sequences of ascending row indices, in blocks."""
        for first in range(0, len(which), ROWS_AT_ONCE):
            yield self.rows(which[first : first + ROWS_AT_ONCE]).sequences
