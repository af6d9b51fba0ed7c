"""Tracks of numbers along a genome, as bigWig: written from batches, read in batches."""

import itertools
import logging
from collections.abc import Iterable, Iterator, Mapping
from os import PathLike
from typing import NamedTuple

import numpy as np
import pybigtools

from bindery.errors import InputError
from bindery.files import written

logger = logging.getLogger(__name__)

READ_AT_ONCE = 1 << 16
SUFFIXES = (".bw", ".bigWig")


class Batch(NamedTuple):
    """Neighbouring intervals of one chromosome, each with a value.

    Attributes:
        chrom: name of the chromosome.
        start: int64, shape (n,), rising; intervals do not overlap.
        end: int64, shape (n,).
        value: float32, shape (n,); where it is NaN, an interval is left out when written.
    """

    chrom: str
    start: np.ndarray
    end: np.ndarray
    value: np.ndarray


class _Rows:
    """The rows of batches as pybigtools takes them, and whether it has taken all of them.

    It prints an error of its input and goes on as if the input had ended, so the error is kept.
    """

    def __init__(self, batches: Iterable[Batch], lengths: Mapping[str, int]):
        self.batches, self.lengths = batches, lengths
        self.error: BaseException | None = None
        self.count, self.whole = 0, False

    def __iter__(self) -> Iterator[tuple[str, int, int, float]]:
        try:
            for batch in self.batches:
                own = _joined(batch)
                if len(own.end) and own.end[-1] > self.lengths[own.chrom]:
                    raise ValueError(f"an interval ends past the end of {own.chrom}")
                self.count += len(own.value)
                columns = own.start.tolist(), own.end.tolist(), own.value.tolist()
                yield from zip(itertools.repeat(own.chrom), *columns, strict=False)
            self.whole = True
        except GeneratorExit:
            # It has stopped taking rows, as it does where they overlap.
            raise
        except BaseException as error:
            self.error = error
            raise


def _joined(batch: Batch) -> Batch:
    """A batch without NaN, in which neighbours of one value are one interval."""
    kept = ~np.isnan(batch.value)
    start, end, value = batch.start[kept], batch.end[kept], batch.value[kept]
    if not len(value):
        return Batch(batch.chrom, start, end, value)
    new = np.ones(len(value), bool)
    new[1:] = (value[1:] != value[:-1]) | (start[1:] != end[:-1])
    last = np.append(np.flatnonzero(new)[1:], len(value)) - 1
    return Batch(batch.chrom, start[new], end[last], value[new])


def write(path: str | PathLike, lengths: Mapping[str, int], batches: Iterable[Batch]) -> int:
    """Write a bigWig, whole or not at all; the same batches give the same bytes.

    Batches are taken one after the other, so memory does not grow with their number.

    Args:
        path: output.
        lengths: length of each sequence of the genome, in the genome's order.
        batches: values in the genome's order: by chromosome, then by position.

    Returns:
        The number of intervals that were written.

    Raises:
        InputError: no interval has a value, since a bigWig cannot be empty; or the file's name does
            not end in .bw or .bigWig, by which pybigtools tells what to write.
        ValueError: intervals overlap, are not sorted, or leave their chromosome.
    """
    if not str(path).endswith(SUFFIXES):
        raise InputError("a track's name ends in .bw or .bigWig", file=path, remedy="rename it")
    rows = _Rows(batches, lengths)
    with written(path) as temporary:
        pybigtools.open(str(temporary), "w").write(dict(lengths), iter(rows))
        if rows.error is not None:
            raise rows.error
        if rows.whole and not rows.count:
            raise InputError("no window has a score", file=path, remedy="scan other regions")
        if not rows.whole:
            raise ValueError(f"{path}: intervals overlap or are not sorted")
    return rows.count


def read(path: str | PathLike) -> Iterator[Batch]:
    """The intervals of a bigWig, in batches, chromosome by chromosome in the file's order.

    Raises:
        InputError: the file is missing, or is no bigWig.
    """
    try:
        opened = pybigtools.open(str(path))
        chroms = list(opened.chroms())
    except (FileNotFoundError, ValueError, pybigtools.BBIReadError) as error:
        raise InputError(f"this is no bigWig ({error})", file=path) from None
    with opened:
        for chrom in chroms:
            records = opened.records(chrom)
            while found := list(itertools.islice(records, READ_AT_ONCE)):
                start, end, value = zip(*found, strict=True)
                yield Batch(
                    chrom,
                    np.array(start, np.int64),
                    np.array(end, np.int64),
                    np.array(value, np.float32),
                )
