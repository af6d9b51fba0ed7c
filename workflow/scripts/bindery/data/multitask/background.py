"""Background of regions: windows of the genome where no experiment of the study has a peak."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from bindery.data.gc_matching import Setting, genomic
from bindery.data.multitask.study_peaks import StudyPeaks
from bindery.genomics.genome import Genome
from bindery.genomics.interval_arithmetic import write_merged
from bindery.genomics.intervals import Intervals, from_positions
from bindery.row_counts import RowCounts


def _unions(
    chrom: np.ndarray, start: np.ndarray, end: np.ndarray, names: list[str]
) -> Iterator[tuple[str, int, int, str]]:
    """The unions of overlapping intervals, so that few of them remain to be written."""
    for number in np.unique(chrom):
        own = chrom == number
        order = np.argsort(start[own], kind="stable")
        starts, reach = start[own][order], np.maximum.accumulate(end[own][order])
        first = np.flatnonzero(np.concatenate([[True], starts[1:] > reach[:-1]]))
        last = np.concatenate([first[1:], [len(starts)]]) - 1
        for low, high in zip(starts[first].tolist(), reach[last].tolist(), strict=True):
            yield names[number], low, high, "."


def draw_background(
    regions: Intervals,
    peaks: StudyPeaks,
    avoid: Intervals,
    genome: Genome,
    *,
    split: dict[str, list[str]],
    ratio: int,
    gc_tolerance: float,
    max_unknown: float,
    seed: int,
    record: RowCounts,
) -> Intervals:
    """Random windows that overlap no region, peak or blacklisted region, matched in GC content.

    Args:
        regions: the regions, all of one length.
        peaks: the peaks of all experiments, used or not.
        avoid: the blacklist.
        genome: the genome, opened.
        split: chromosomes of `validation` and `test`.
        ratio: windows for each region, in the same split.
        gc_tolerance: width of a bin of GC content in which windows are matched; 1 matches any.
        max_unknown: largest share of unknown bases.
        seed: seed of the draw.
        record: the row counts to add to.

    Raises:
        InputError: the free regions of a split are too small.
    """
    names = list(genome.lengths)
    whole = from_positions(_unions(peaks.chrom, peaks.start, peaks.end, names))
    with tempfile.TemporaryDirectory() as folder:
        excluded = Path(folder) / "excluded.bed"
        write_merged(excluded, [whole, regions, avoid], genome.lengths)
        window = int(regions.end[0] - regions.start[0])
        generator = np.random.default_rng(seed)
        setting = Setting(genome, str(excluded), split, window, ratio, max_unknown, generator)
        return genomic(regions, setting, gc_tolerance, record)
