"""The rows of a study's tensor file while it is written: windows, their labels and splits."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bindery import alphabet
from bindery.columns import Columns
from bindery.data.leaks import background_equal_to_positive, shared_with_later_split
from bindery.data.multitask.labels import LabelledWindows, positive_tasks
from bindery.data.splits import SPLITS, split_of
from bindery.data.tensor_writer import TensorWriter
from bindery.data.tensors import ROWS_AT_ONCE
from bindery.errors import InputError
from bindery.genomics.genome import Genome
from bindery.genomics.intervals import Intervals
from bindery.row_counts import RowCounts

logger = logging.getLogger(__name__)


@dataclass
class Rows(Columns):
    """What is kept of each written row.

    Attributes:
        chrom: number of the chromosome in the genome's order, int32, shape (n,).
        start: int64, shape (n,).
        positives: number of experiments with a positive, int64, shape (n,).
        background: whether the row is background, bool, shape (n,).
        split: 0 train, 1 validation, 2 test, uint8, shape (n,).
    """

    chrom: np.ndarray
    start: np.ndarray
    positives: np.ndarray
    background: np.ndarray
    split: np.ndarray


@dataclass
class StudyRows:
    """Writes labelled windows into a tensor file, block by block.

    Attributes:
        writer: the tensor file.
        genome: the genome, opened.
        tasks: names of the experiments.
        split: chromosomes of `validation` and `test`.
        max_unknown: largest share of unknown bases of a window.
        log: the row counts to add to.
    """

    writer: TensorWriter
    genome: Genome
    tasks: Sequence[str]
    split: dict[str, list[str]]
    max_unknown: float
    log: RowCounts

    def __post_init__(self) -> None:
        self._names = np.array(list(self.genome.lengths), object)
        self._splits = split_of(self._names, self.split)
        none = (np.empty(0, kind) for kind in (np.int32, np.int64, np.int64, bool, np.uint8))
        self.rows = Rows(*none)

    def append(self, chrom: str, windows: LabelledWindows, *, background: bool = False) -> int:
        """Write windows of one chromosome; return how many had too many unknown bases."""
        number = int(np.flatnonzero(self._names == chrom)[0])
        parts, dropped = [self.rows], 0
        for first in range(0, len(windows), ROWS_AT_ONCE):
            block = windows.select(np.arange(first, min(first + ROWS_AT_ONCE, len(windows))))
            names = np.full(len(block), chrom, object)
            codes = self.genome.windows(names, block.start, self.writer.window)
            known = (codes == alphabet.UNKNOWN).mean(axis=1) <= self.max_unknown
            block, dropped = block.select(known), dropped + int((~known).sum())
            self.writer.append(codes[known], block.targets(len(self.tasks)))
            count = len(block)
            parts.append(
                Rows(
                    np.full(count, number, np.int32),
                    block.start,
                    positive_tasks(block.positive),
                    np.full(count, background),
                    np.full(count, self._splits[number]),
                )
            )
        self.rows = Rows.joined(parts)
        return dropped

    def drop_leaks(self) -> np.ndarray:
        """Drop rows that a later split has too, on either strand, and background that is a region.

        Returns:
            The strandless digests of the rows that are left, uint64, shape (n,).
        """
        digest, rows = self.writer.digest, self.rows
        shared = shared_with_later_split(digest, rows.split)
        contrary = ~shared & background_equal_to_positive(digest, ~rows.background)
        self.log.note("dropped", "row whose sequence is in a later split", shared.sum())
        self.log.note("dropped", "background with the sequence of a region", contrary.sum())
        keep = ~(shared | contrary)
        self.writer.keep(keep)
        self.rows = rows.select(keep)
        return digest[keep]

    def check(self, file: str) -> None:
        """Count the rows of each split; warn of experiments without a positive in one.

        Raises:
            InputError: a split has no row with a positive.
        """
        found = np.zeros((len(SPLITS), len(self.tasks)), np.int64)
        for first in range(0, len(self.writer), ROWS_AT_ONCE):
            last = min(first + ROWS_AT_ONCE, len(self.writer))
            positive = self.writer.read_targets(first, last) == 1
            for number in range(len(SPLITS)):
                found[number] += positive[self.rows.split[first:last] == number].sum(axis=0)
        for number, part in enumerate(SPLITS):
            own = self.rows.split == number
            self.log.note("kept", part, own.sum())
            self.log.note("kept", f"{part} without a positive", (own & ~self._positive).sum())
            if not (own & self._positive).any():
                raise InputError(
                    f"the study's tensor has no row with a positive for {part}",
                    file=file,
                    remedy="move chromosomes between the splits under `split:`; if peaks are "
                    "narrower than bins, set multitask.tensor.widen to more than the bin",
                )
            empty = [
                name for name, count in zip(self.tasks, found[number], strict=True) if not count
            ]
            if empty:
                logger.warning("%s: no positive in %s: %s", file, part, ", ".join(empty))

    @property
    def _positive(self) -> np.ndarray:
        return self.rows.positives > 0

    def intervals(self, name: str) -> Intervals:
        """The rows as intervals, named and numbered; the score counts their positive experiments.

        Texts are bytes, since a Python object for each row would need more than its sequence.
        """
        rows, count = self.rows, len(self.rows)
        return Intervals(
            self._names[rows.chrom],
            rows.start,
            rows.start + self.writer.window,
            np.char.add(f"{name}_".encode(), np.arange(1, count + 1).astype("S")),
            rows.positives.astype(float),
            np.full(count, b".", "S1"),
            np.full(count, -1),
            np.zeros(count, np.int64),
        )
