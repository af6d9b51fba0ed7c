"""The peaks of all experiments of a study, in one table."""

from collections.abc import Iterable
from dataclasses import dataclass
from os import PathLike

import numpy as np

from bindery import tsv
from bindery.columns import Columns


@dataclass
class StudyPeaks(Columns):
    """Peaks as columns of the same length, 0-based and half-open.

    Attributes:
        chrom: number of the chromosome in the genome's order, int32, shape (n,).
        task: number of the experiment, int32, shape (n,).
        start: int32, shape (n,).
        end: int32, shape (n,).
        centre: the summit, or else the middle, int32, shape (n,).
        kept: bool, shape (n,); False for a peak that its experiment does not use.
    """

    chrom: np.ndarray
    task: np.ndarray
    start: np.ndarray
    end: np.ndarray
    centre: np.ndarray
    kept: np.ndarray

    def of_task(self, task: int) -> "StudyPeaks":
        """The peaks of one experiment."""
        return self.select(self.task == task)

    def tasks(self) -> list[int]:
        """The numbers of the experiments that have peaks, ascending."""
        return np.unique(self.task).tolist()


def _read(path: str | PathLike, task: int, rank: dict[str, int]) -> StudyPeaks:
    rows = tsv.read(path)

    def column(name: str) -> np.ndarray:
        return np.array([int(row[name]) for row in rows], np.int32)

    chrom = np.array([rank[row["chrom"]] for row in rows], np.int32)
    own = np.full(len(rows), task, np.int32)
    start, end, centre = (column(name) for name in ("start", "end", "centre"))
    return StudyPeaks(chrom, own, start, end, centre, column("kept") == 1)


def read_study_peaks(files: Iterable[str | PathLike], order: Iterable[str]) -> StudyPeaks:
    """Read the tables of whole peaks of all experiments, in the genome's order.

    Args:
        files: a table of the rule normalise_peaks for each experiment; an experiment's number is
            its position here.
        order: names of the genome's chromosomes.
    """
    rank = {name: number for number, name in enumerate(order)}
    peaks = StudyPeaks.joined([_read(path, task, rank) for task, path in enumerate(files)])
    return peaks.select(np.lexsort((peaks.task, peaks.start, peaks.chrom)))
