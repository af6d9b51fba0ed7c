"""Write a tensor file, see `tensors`."""

from os import PathLike

import h5py
import numpy as np

from bindery import alphabet
from bindery.data.tensors import ROWS_AT_ONCE, SCHEMA_VERSION, middle_of
from bindery.genomics.intervals import Intervals
from bindery.hdf5 import checked, created, new_group, seal


def _utf8(texts: np.ndarray) -> np.ndarray:
    if texts.dtype.kind == "S":
        return texts
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
        self._file = created(path)
        # Chunks are at most a mebibyte, and a block is a whole number of them, so that each chunk
        # is written once.
        self._rows = 1 << max(0, min((1 << 20) // stored, ROWS_AT_ONCE).bit_length() - 1)
        self._sequences = self._growing("sequences", stored)
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
            fletcher32=True,
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
        self._digests.append(alphabet.strandless_digest(codes[:, self._middle]))

    @property
    def digest(self) -> np.ndarray:
        """The strandless digest of each sequence written so far: uint64, shape (n,)."""
        return np.concatenate([np.empty(0, np.uint64), *self._digests])

    @property
    def window(self) -> int:
        """Bases of a row's window."""
        return self._middle.stop - self._middle.start

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
        background: np.ndarray | None = None,
        neighbours: dict[str, np.ndarray] | None = None,
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
            background: the number of each row's background among the attribute `backgrounds`, from
                1; 0 for positives; shape (n,). None if the rows have one background.
            neighbours: what is known of neighbouring sites, by name, shape (n, ...), or None.
        """
        columns = {} if targets is None else {"targets": targets.astype(np.float32)}
        columns |= {
            "split": split.astype(np.uint8),
            "group": group.astype(np.int32),
        }
        if intervals is not None:
            new_group(self._file, "intervals")
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
        if background is not None:
            columns["background"] = background.astype(np.uint8)
        if neighbours is not None:
            new_group(self._file, "neighbours")
            columns |= {f"neighbours/{name}": own for name, own in neighbours.items()}
        for name, column in columns.items():
            if len(column) != len(self):
                raise ValueError(f"{name} has {len(column)} rows, sequences has {len(self)}")
            self._file.create_dataset(name, data=column, track_times=False, **checked(column))
        self._file.create_dataset("tasks", data=tasks, dtype=h5py.string_dtype(), track_times=False)
        own = {
            "schema_version": SCHEMA_VERSION,
            "window": self.window,
            "stored_window": self._sequences.shape[1],
        }
        self._file.attrs.update({**own, **attributes})
        seal(self._file)


def _keep_rows(stored: h5py.Dataset, mask: np.ndarray) -> None:
    written = int(np.argmin(mask)) if not mask.all() else len(mask)
    for first in range(written, len(mask), ROWS_AT_ONCE):
        part = slice(first, first + ROWS_AT_ONCE)
        block = stored[part][mask[part]]
        stored[written : written + len(block)] = block
        written += len(block)
    stored.resize(written, axis=0)
