"""Choose the peaks to keep, and read the regions to avoid."""

import logging
from os import PathLike

import numpy as np

from bindery import tsv
from bindery.errors import InputError
from bindery.genomics.intervals import Intervals
from bindery.genomics.peak_files import read_bed
from bindery.genomics.windows import centre, five_prime
from bindery.given.chromosome_names import other_spellings, unknown_names
from bindery.row_counts import RowCounts

logger = logging.getLogger(__name__)

WHOLE_COLUMNS = ("chrom", "start", "end", "centre", "kept")


def on_strands(intervals: Intervals, file: str, crosslink: bool, record: RowCounts) -> Intervals:
    """Peaks of RNA, which have a strand.

    Args:
        intervals: peaks as they were read.
        file: their file, for the error.
        crosslink: whether their centre is their first base on their strand.
        record: the row counts to add to.

    Raises:
        InputError: none has a strand.
    """
    known = np.isin(intervals.strand, ["+", "-"])
    if not known.any():
        raise InputError(
            "expected stranded peaks, with + or - in column 6 (BED6, narrowPeak), found no strand",
            file=file,
            row=int(intervals.row[0]) if len(intervals) else None,
            remedy="give the strands; or use column `peaks`, if the peaks are of DNA",
        )
    kept = record.keep(intervals, known, "without a strand")
    return five_prime(kept) if crosslink else kept


def first_of_each(intervals: Intervals, stranded: bool = False) -> np.ndarray:
    """Mask of the best-scoring interval at each position; of equal scores the first in the file.

    If `stranded`, the same bases on two strands are two positions.
    """
    mask = np.zeros(len(intervals), bool)
    seen = set()
    for index in np.argsort(-intervals.score, kind="stable"):
        strand = intervals.strand[index] if stranded else ""
        position = (intervals.chrom[index], int(intervals.start[index]), strand)
        if position not in seen:
            seen.add(position)
            mask[index] = True
    return mask


def best_scored(intervals: Intervals, count: int) -> np.ndarray:
    """Mask of the `count` best-scoring intervals; of equal scores the first in the file."""
    mask = np.zeros(len(intervals), bool)
    mask[np.argsort(-intervals.score, kind="stable")[:count]] = True
    return mask


def check_scores(intervals: Intervals, count: int, file: str) -> None:
    """Check that scores tell which intervals are the best.

    Args:
        intervals: those to choose from.
        count: number to choose.
        file: name of the file, for errors and the log, which tells of scores shared by intervals
            that are chosen and others that are not.

    Raises:
        InputError: some are to be left out, and all scores are equal.
    """
    if len(intervals) <= count:
        return
    ranked = np.sort(intervals.score)[::-1]
    if ranked[0] == ranked[-1]:
        raise InputError(
            f"all scores are {ranked[0]:g}, and `peaks.best` asks for the best {count}",
            file=file,
            remedy="give scores that differ, or leave `peaks.best` out",
        )
    if ranked[count - 1] == ranked[count]:
        ties = int((ranked == ranked[count]).sum())
        logger.warning(
            "%s: %d peaks share the score %g, and not all are among the best %d: the first ones "
            "of the file are taken",
            file,
            ties,
            ranked[count],
            count,
        )


def read_blacklist(
    path: str | PathLike, aliases: dict[str, str], lengths: dict[str, int]
) -> Intervals:
    """Read the regions to avoid; log a warning for those on sequences that the genome lacks.

    Raises:
        InputError: the genome spells a chromosome in another way, so that nothing on it would be
            avoided.
    """
    regions = read_bed(path)
    regions.chrom = np.array([aliases.get(name, name) for name in regions.chrom], object)
    known = np.array([name in lengths for name in regions.chrom], bool)
    absent = list(dict.fromkeys(regions.chrom[~known]))
    spelled = other_spellings(absent, lengths)
    if spelled:
        row = int(regions.row[np.flatnonzero(regions.chrom == next(iter(spelled)))[0]])
        raise unknown_names(list(spelled), lengths, "the genome", file=path, row=row)
    if not known.all():
        names = ", ".join(sorted(set(regions.chrom[~known])))
        logger.warning("%s: %d rows skipped: the genome has no %s", path, (~known).sum(), names)
    return regions.select(known)


def write_whole_peaks(path: str | PathLike, peaks: Intervals, kept: np.ndarray) -> None:
    """Write the table of all peaks of a file: their extent, centre, and whether they are kept.

    Windows of one length do not tell how wide a peak is, nor where the dropped ones are.

    Args:
        path: output, TSV of `WHOLE_COLUMNS`.
        peaks: the peaks as the file has them, with the genome's names of chromosomes.
        kept: bool, shape (n,).
    """
    columns = (peaks.chrom, peaks.start, peaks.end, centre(peaks), kept.astype(int))
    tsv.write(path, WHOLE_COLUMNS, zip(*(column.tolist() for column in columns), strict=True))
