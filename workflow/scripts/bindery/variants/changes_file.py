"""The file of changes: both alleles' windows and what each change is, in HDF5.

Datasets, with a row for each change: `reference` and `alternative`, uint8 (n, stored), codes ACGT =
0123 and 4 unknown; `line` int64, the line of the file that has it; `name`, `chrom`, `ref`, `alt`,
`kind` and `haplotype`, texts; `position` int64, from 1, of the first base of `ref`; `offset` int64,
the column of that base in both arrays. `stored` is the models' widest window and twice the
attribute `shifts`; a model reads the middle. The datasets of random changes have the same names.

Nothing is compressed, as in the tensor file.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from os import PathLike

import h5py
import numpy as np

from bindery.columns import Columns
from bindery.data.tensors import middle_of
from bindery.hdf5 import check_version, name_damage, opened

SCHEMA_VERSION = 1
ROWS_AT_ONCE = 1 << 13
# Rows of a chunk, in which HDF5 stores a dataset that grows.
CHUNK = 1 << 10
CODES = ("reference", "alternative")
NUMBERS = ("line", "position", "offset")


@dataclass
class Changes(Columns):
    """Some changes: an alternative allele each, or several that are on one haplotype.

    Attributes:
        reference: codes, uint8, shape (n, stored).
        alternative: codes, uint8, shape (n, stored); equal outside of what the change touches.
        line: line of the file, from 1, int64, shape (n,).
        name: the file's name of the variant, object, shape (n,), as all texts.
        chrom: the genome's name of the chromosome; "" where there is none.
        position: of the first base of `ref`, from 1, int64, shape (n,).
        ref: the reference allele as the file has it.
        alt: the alternative allele.
        kind: `A>C`, `insertion_2`, `deletion_2`, `mnv_2`, `complex` or `haplotype`.
        haplotype: what the alleles of a haplotype are on; "" for other changes.
        offset: column of the first base of `ref`, int64, shape (n,).
    """

    reference: np.ndarray
    alternative: np.ndarray
    line: np.ndarray
    name: np.ndarray
    chrom: np.ndarray
    position: np.ndarray
    ref: np.ndarray
    alt: np.ndarray
    kind: np.ndarray
    haplotype: np.ndarray
    offset: np.ndarray


NAMES = tuple(field.name for field in fields(Changes))


class ChangesWriter:
    """Writes a file of changes part by part. Use as a context manager."""

    def __init__(self, path: str | PathLike, stored: int, attributes: dict | None = None):
        """Create the file.

        Args:
            path: output; give a temporary name, see `files.written`.
            stored: columns of both arrays of codes.
            attributes: plain values that the file keeps beside its datasets.
        """
        self._file = h5py.File(path, "w", locking=False)
        self._file.attrs["schema_version"] = SCHEMA_VERSION
        self._file.attrs.update(attributes or {})
        for name in NAMES:
            tail, dtype = ((stored,), np.uint8) if name in CODES else ((), _dtype(name))
            self._file.create_dataset(
                name, (0, *tail), dtype, maxshape=(None, *tail), chunks=(CHUNK, *tail)
            )

    def __enter__(self) -> "ChangesWriter":
        """The writer itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self._file.close()

    def append(self, changes: Changes) -> None:
        """Write some changes below those before them."""
        for name in NAMES:
            dataset = self._file[name]
            first = len(dataset)
            dataset.resize(first + len(changes), axis=0)
            dataset[first:] = getattr(changes, name)


def _dtype(name: str) -> np.dtype:
    return np.dtype(np.int64) if name in NUMBERS else h5py.string_dtype()


class ChangesFile:
    """A file of changes, open for reading. Use as a context manager."""

    def __init__(self, path: str | PathLike):
        """Open the file without a lock, which network disks may not have.

        Raises:
            InputError: the file has another version of the format, or is missing, cut or damaged.
        """
        self._path = path
        self._file = opened(path)
        check_version(self._file, path, "format {} of changes", SCHEMA_VERSION)

    def __enter__(self) -> "ChangesFile":
        """The file itself."""
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        """Close the file; an error of HDF5 becomes an InputError with its path."""
        self._file.close()
        name_damage(self._path, error)

    def __len__(self) -> int:
        """Number of changes."""
        return len(self._file["line"])

    @property
    def stored(self) -> int:
        """Columns of both arrays of codes."""
        return int(self._file["reference"].shape[1])

    @property
    def shifts(self) -> int:
        """Columns on each side that are there for shifted windows."""
        return int(self._file.attrs.get("shifts", 0))

    def rows(self, first: int = 0, last: int | None = None, window: int | None = None) -> Changes:
        """The changes first to last - 1, in the middle `window` columns, or all.

        `offset` is that of the columns that are read.
        """
        span = slice(first, last)
        columns = middle_of(self.stored, window) if window else slice(0, self.stored)
        found = {name: self._file[name][span, columns] for name in CODES}
        for name in NAMES[len(CODES) :]:
            values = self._file[name]
            found[name] = values[span] if name in NUMBERS else values.asstr()[span]
        found["offset"] = found["offset"] - columns.start
        return Changes(**found)

    def blocks(self, window: int | None = None) -> Iterator[Changes]:
        """All changes in the file's order, some at a time, so that memory stays flat."""
        for first in range(0, len(self), ROWS_AT_ONCE):
            yield self.rows(first, first + ROWS_AT_ONCE, window)
