"""The tensor file: an experiment's sequences, targets, splits and genomic intervals, in HDF5.

An experiment's rows are the same for all its models, whatever their windows: each row is stored as
wide as the widest of them, and a model reads the middle.

Datasets: `sequences` uint8 (n, stored), codes ACGT = 0123 and 4 unknown; `targets` float32
(n, tasks), NaN = not measured; `split` uint8 (n,), 0 train, 1 validation, 2 test; `group` int32
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
POSITIVE = 0.5


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


def _utf8(texts: np.ndarray) -> np.ndarray:
    return np.array([text.encode() for text in texts], "S")


class TensorWriter:
    """Writes a tensor file in blocks of rows, so that memory does not grow with their number."""

    def __init__(self, path: str | PathLike, window: int, stored: int | None = None):
        """Create the file. Use as a context manager.

        Args:
            path: output.
            window: bases of a row, by which rows are the same or overlap.
            stored: bases around its centre that are stored, at least `window`, which is the
                default.
        """
        stored = window if stored is None else stored
        self._middle = middle_of(stored, window)
        # Without locks: network disks may not have them, and no file has two writers.
        self._file = h5py.File(path, "w", locking=False)
        # Chunks are at most a mebibyte, and a block is a whole number of them, so that each chunk
        # is written once.
        rows = 1 << max(0, min((1 << 20) // stored, ROWS_AT_ONCE).bit_length() - 1)
        self._sequences = self._file.create_dataset(
            "sequences",
            shape=(0, stored),
            maxshape=(None, stored),
            chunks=(rows, stored),
            dtype=np.uint8,
            track_times=False,
        )
        self._digests: list[np.ndarray] = []

    def __enter__(self) -> "TensorWriter":
        """The writer itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self._file.close()

    def append(self, codes: np.ndarray) -> None:
        """Add sequences, uint8, shape (n, stored)."""
        before = len(self._sequences)
        self._sequences.resize(before + len(codes), axis=0)
        self._sequences[before:] = codes
        self._digests.append(alphabet.strandless_digest(codes[:, self._middle]))

    @property
    def digest(self) -> np.ndarray:
        """The strandless digest of each row's window written so far: uint64, shape (n,)."""
        return np.concatenate(self._digests)

    def read(self, first: int, last: int) -> np.ndarray:
        """The sequences first to last - 1 of those written so far."""
        return self._sequences[first:last]

    def __len__(self) -> int:
        """The number of sequences written so far."""
        return len(self._sequences)

    def keep(self, mask: np.ndarray) -> None:
        """Drop the sequences that a mask, bool (n,), leaves out, in place."""
        self._digests = [self.digest[mask]]
        written = int(np.argmin(mask)) if not mask.all() else len(mask)
        for first in range(written, len(mask), ROWS_AT_ONCE):
            part = slice(first, first + ROWS_AT_ONCE)
            block = self._sequences[part][mask[part]]
            self._sequences[written : written + len(block)] = block
            written += len(block)
        self._sequences.resize(written, axis=0)

    def finish(
        self,
        *,
        targets: np.ndarray,
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
            targets: shape (n, tasks).
            split: shape (n,).
            group: shape (n,).
            tasks: names.
            intervals: one for each row, or None for sequences without a genome.
            attributes: assembly, genome digest, seed, and the digests of the inputs.
            names: one for each row, if there are no intervals, which have names.
            strength: larger = stronger, NaN = unknown, shape (n,); None if the intervals' score is
                the strength, or if the strength is unknown.
        """
        columns: dict[str, np.ndarray] = {
            "targets": targets.astype(np.float32),
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
        lengths = {
            "window": self._middle.stop - self._middle.start,
            "stored_window": self._sequences.shape[1],
        }
        self._file.attrs.update({"schema_version": SCHEMA_VERSION, **lengths, **attributes})


class Tensor:
    """A tensor file, open for reading. Use as a context manager."""

    def __init__(self, path: str | PathLike, window: int | None = None):
        """Open the file without a lock, which network disks may not have.

        Args:
            path: the file.
            window: bases to read around each row's centre; None for the rows' own window.

        Raises:
            InputError: the file has another version of the format, or stores fewer bases.
        """
        self._file = h5py.File(path, "r", locking=False)
        version = int(self._file.attrs.get("schema_version", 0))
        if version != SCHEMA_VERSION:
            raise InputError(
                f"tensor format {version}, not {SCHEMA_VERSION}",
                file=path,
                remedy="remove it and run again",
            )
        stored = int(self._file["sequences"].shape[1])
        self._window = int(self._file.attrs["window"]) if window is None else window
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
        """Bases in a sequence that is read."""
        return self._window

    @property
    def tasks(self) -> list[str]:
        """Names of the tasks."""
        return [name.decode() for name in self._file["tasks"][:]]

    def split_rows(self, part: int) -> np.ndarray:
        """The indices of the rows of a split, ascending: int64."""
        return np.flatnonzero(self._file["split"][:] == part)

    def targets(self, which: np.ndarray) -> np.ndarray:
        """The targets of rows, by index: float32, shape (n, tasks)."""
        return self._file["targets"][:][which]

    def rows(self, which: np.ndarray) -> Rows:
        """The rows of ascending indices."""
        sequences = np.empty((len(which), self.window), np.uint8)
        for first in range(0, len(which), ROWS_AT_ONCE):
            part = which[first : first + ROWS_AT_ONCE]
            span = self._file["sequences"][part[0] : part[-1] + 1, self._middle]
            sequences[first : first + len(part)] = span[part - part[0]]
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
