"""The tensor file: an experiment's sequences, targets, splits and genomic intervals, in HDF5.

Datasets: `sequences` uint8 (n, window), codes ACGT = 0123 and 4 unknown; `targets` float32
(n, tasks), NaN = not measured, or, for classes of many tasks, uint8, 0, 1 and 255 = not measured,
which readers get as float32 too; `split` uint8 (n,), 0 train, 1 validation, 2 test; `group` int32
(n,); `intervals/{chrom,start,end,strand,name,score}`, or, for sequences without a genome, `names`
and, if known, `strength` float32 (n,); `tasks`. Nothing is compressed: a base is only one byte, and
compression would take longer than all other work.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from os import PathLike

import h5py
import numpy as np

from bindery import alphabet
from bindery.columns import Columns
from bindery.errors import InputError
from bindery.genomics.intervals import Intervals

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


def as_measured(stored: np.ndarray) -> np.ndarray:
    """Targets as stored, uint8 or float32, of any shape, as float32 with NaN = not measured."""
    if stored.dtype != np.uint8:
        return stored
    values = np.arange(256, dtype=np.float32)
    values[UNMEASURED] = np.nan
    return values[stored]


def _utf8(texts: np.ndarray) -> np.ndarray:
    if texts.dtype.kind == "S":
        return texts
    return np.array([text.encode() for text in texts], "S")


class TensorWriter:
    """Writes a tensor file in blocks of rows, so that memory does not grow with their number."""

    def __init__(self, path: str | PathLike, window: int):
        """Create the file. Use as a context manager."""
        # Without locks: network disks may not have them, and no file has two writers.
        self._file = h5py.File(path, "w", locking=False)
        # Chunks are at most a mebibyte, and a block is a whole number of them, so that each chunk
        # is written once.
        self._rows = 1 << max(0, min((1 << 20) // window, ROWS_AT_ONCE).bit_length() - 1)
        self._sequences = self._growing("sequences", window)
        self._targets: h5py.Dataset | None = None
        self._digests: list[np.ndarray] = []

    def __enter__(self) -> "TensorWriter":
        """The writer itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self._file.close()

    def _growing(self, name: str, columns: int) -> h5py.Dataset:
        return self._file.create_dataset(
            name,
            shape=(0, columns),
            maxshape=(None, columns),
            chunks=(self._rows, columns),
            dtype=np.uint8,
            track_times=False,
        )

    def append(self, codes: np.ndarray, targets: np.ndarray | None = None) -> None:
        """Add rows.

        Args:
            codes: sequences, uint8, shape (n, window).
            targets: uint8, shape (n, tasks), 0, 1 or `UNMEASURED`, if the file's targets are
                written with its sequences, in every block; None if `finish` gets them all.
        """
        before = len(self._sequences)
        self._sequences.resize(before + len(codes), axis=0)
        self._sequences[before:] = codes
        if targets is not None:
            if self._targets is None:
                self._targets = self._growing("targets", targets.shape[1])
            self._targets.resize(before + len(codes), axis=0)
            self._targets[before:] = targets
        self._digests.append(alphabet.strandless_digest(codes))

    @property
    def digest(self) -> np.ndarray:
        """The strandless digest of each sequence written so far: uint64, shape (n,)."""
        return np.concatenate([np.empty(0, np.uint64), *self._digests])

    @property
    def window(self) -> int:
        """Bases in a sequence."""
        return int(self._sequences.shape[1])

    def read_targets(self, first: int, last: int) -> np.ndarray:
        """The targets, uint8, of rows first to last - 1 of those written with their sequences."""
        assert self._targets is not None
        return self._targets[first:last]

    def read(self, first: int, last: int) -> np.ndarray:
        """The sequences first to last - 1 of those written so far."""
        return self._sequences[first:last]

    def __len__(self) -> int:
        """The number of sequences written so far."""
        return len(self._sequences)

    def keep(self, mask: np.ndarray) -> None:
        """Drop the rows that a mask, bool (n,), leaves out, in place."""
        self._digests = [self.digest[mask]]
        for stored in (self._sequences, self._targets):
            if stored is not None:
                _keep_rows(stored, mask)

    def finish(
        self,
        *,
        targets: np.ndarray | None,
        split: np.ndarray,
        group: np.ndarray,
        tasks: list[str],
        intervals: Intervals | None,
        attributes: dict[str, str | int],
        names: np.ndarray | None = None,
        strength: np.ndarray | None = None,
    ) -> None:
        """Write all other columns and the attributes.

        Args:
            targets: shape (n, tasks); None if they were written with the sequences.
            split: shape (n,).
            group: shape (n,).
            tasks: names.
            intervals: one for each row, or None for sequences without a genome.
            attributes: assembly, genome digest, seed, and the digests of the inputs.
            names: one for each row, if there are no intervals, which have names.
            strength: larger = stronger, NaN = unknown, shape (n,); None if the intervals' score is
                the strength, or if the strength is unknown.
        """
        columns = {} if targets is None else {"targets": targets.astype(np.float32)}
        columns |= {
            "split": split.astype(np.uint8),
            "group": group.astype(np.int32),
        }
        if intervals is not None:
            columns |= {
                "intervals/chrom": _utf8(intervals.chrom),
                "intervals/start": intervals.start,
                "intervals/end": intervals.end,
                "intervals/strand": intervals.strand.astype("S1"),
                "intervals/name": _utf8(intervals.name),
                "intervals/score": intervals.score.astype(np.float32),
            }
        if names is not None:
            columns["names"] = _utf8(names)
        if strength is not None:
            columns["strength"] = strength.astype(np.float32)
        for name, column in columns.items():
            if len(column) != len(self):
                raise ValueError(f"{name} has {len(column)} rows, sequences has {len(self)}")
            self._file.create_dataset(name, data=column, track_times=False)
        self._file.create_dataset("tasks", data=tasks, dtype=h5py.string_dtype(), track_times=False)
        own = {"schema_version": SCHEMA_VERSION, "window": self.window}
        self._file.attrs.update({**own, **attributes})


def _keep_rows(stored: h5py.Dataset, mask: np.ndarray) -> None:
    written = int(np.argmin(mask)) if not mask.all() else len(mask)
    for first in range(written, len(mask), ROWS_AT_ONCE):
        part = slice(first, first + ROWS_AT_ONCE)
        block = stored[part][mask[part]]
        stored[written : written + len(block)] = block
        written += len(block)
    stored.resize(written, axis=0)


class Tensor:
    """A tensor file, open for reading. Use as a context manager."""

    def __init__(self, path: str | PathLike):
        """Open the file without a lock, which network disks may not have.

        Raises:
            InputError: the file has another version of the format.
        """
        self._file = h5py.File(path, "r", locking=False)
        version = int(self._file.attrs.get("schema_version", 0))
        if version != SCHEMA_VERSION:
            raise InputError(
                f"tensor format {version}, not {SCHEMA_VERSION}",
                file=path,
                remedy="remove it and run again",
            )

    def __enter__(self) -> "Tensor":
        """The tensor itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self._file.close()

    @property
    def attributes(self) -> dict:
        """The file's attributes as plain values."""
        values = self._file.attrs.items()
        return {key: value.item() if hasattr(value, "item") else value for key, value in values}

    @property
    def window(self) -> int:
        """Bases in a sequence."""
        return int(self._file["sequences"].shape[1])

    @property
    def tasks(self) -> list[str]:
        """Names of the tasks."""
        return [name.decode() for name in self._file["tasks"][:]]

    def split_rows(self, part: int) -> np.ndarray:
        """The indices of the rows of a split, ascending: int64."""
        return np.flatnonzero(self._file["split"][:] == part)

    def targets(self, which: np.ndarray) -> np.ndarray:
        """The targets of rows of ascending indices: float32, shape (n, tasks)."""
        return as_measured(self.stored("targets", which))

    def stored(self, name: str, which: np.ndarray) -> np.ndarray:
        """A dataset's rows of ascending indices, as they are stored, read in spans of near rows."""
        dataset = self._file[name]
        found = np.empty((len(which), *dataset.shape[1:]), dataset.dtype)
        apart = (np.diff(which) > ROW_GAP) | (np.diff(which // ROWS_AT_ONCE) > 0)
        cuts = np.concatenate([[0], np.flatnonzero(apart) + 1, [len(which)]])
        for first, last in zip(cuts[:-1].tolist(), cuts[1:].tolist(), strict=True):
            part = which[first:last]
            if len(part):
                span = dataset[part[0] : part[-1] + 1]
                found[first:last] = span[part - part[0]]
        return found

    def rows(self, which: np.ndarray) -> Rows:
        """The rows of ascending indices."""
        sequences = self.stored("sequences", which)
        return Rows(sequences, self.targets(which), self._file["group"][:][which])

    def names(self) -> np.ndarray:
        """The name of each row or of its interval, else row numbers: object, shape (n,)."""
        for dataset in ("names", "intervals/name"):
            if dataset in self._file:
                return np.array([name.decode() for name in self._file[dataset][:]], object)
        return np.array([f"row_{number}" for number in range(len(self._file["split"]))], object)

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
