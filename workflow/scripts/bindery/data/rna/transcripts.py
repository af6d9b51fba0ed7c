"""Background in the transcripts that peaks of RNA are in, on the same strand."""

import numpy as np

from bindery.data.gc_matching import Setting, windows_at
from bindery.errors import InputError
from bindery.genomics.interval_arithmetic import overlapping
from bindery.genomics.intervals import Intervals, from_stranded
from bindery.genomics.windows import unknown_share
from bindery.row_counts import RowCounts

ROUNDS = 40


def beside_in_transcripts(
    positives: Intervals,
    setting: Setting,
    transcribed: dict[tuple[str, str], np.ndarray],
    record: RowCounts,
) -> Intervals:
    """Random windows of the transcripts that peaks are in, away from all peaks.

    What a protein could have bound is RNA that is there: windows of the same transcripts are as
    expressed as the peaks are. Introns count as parts of a transcript, and transcripts that overlap
    on one strand as one.

    Args:
        positives: the peaks' windows, with their strands.
        setting: see `Setting`.
        transcribed: see `annotation.transcribed`.
        record: the row counts to add to.

    Returns:
        Up to `ratio` windows for each peak, on its strand, each named after its peak; no two
        overlap on a strand.

    Raises:
        InputError: no peak is in a transcript.
    """
    first, last = _stretches(positives, transcribed)
    without = last - first < setting.window
    record.note("dropped", "peaks in no transcript of their strand: no background", without.sum())
    if without.all() and len(positives):
        raise InputError(
            f"expected peaks in transcripts of their strand, found {len(positives)} peaks in none",
            file=record.file,
            remedy="check that column 6 is the RNA's strand and that genome.annotation is of this "
            "genome; or set background.method to flank",
        )
    wanted = np.repeat(np.flatnonzero(~without), setting.ratio)
    taken: dict[tuple[str, str, int], int] = {}
    chosen: list[tuple] = []
    for _ in range(ROUNDS):
        if not len(wanted):
            break
        start = setting.generator.integers(first[wanted], last[wanted] - setting.window + 1)
        there = windows_at(positives.chrom[wanted], start, setting.window)
        fits = ~overlapping(there, setting.excluded)
        fits[fits] = unknown_share(setting.genome, there.select(fits)) <= setting.max_unknown
        for at in np.flatnonzero(fits):
            row = wanted[at]
            place = positives.chrom[row], positives.strand[row]
            fits[at] = _take(taken, place, int(start[at]), setting.window)
            if fits[at]:
                name = f"background_{positives.name[row]}"
                end = int(start[at]) + setting.window
                chosen.append((place[0], int(start[at]), end, name, place[1]))
        wanted = wanted[~fits]
    record.note("matched", "in the transcript of its peak", len(chosen))
    if len(wanted):
        record.note("dropped", "no free window in the transcript", len(wanted))
    return from_stranded(chosen)


def _stretches(
    positives: Intervals, transcribed: dict[tuple[str, str], np.ndarray]
) -> tuple[np.ndarray, np.ndarray]:
    """First base, and the one after the last, of each peak's stretch; equal without one."""
    middle = (positives.start + positives.end) // 2
    first, last = np.zeros((2, len(positives)), np.int64)
    for (chrom, strand), spans in transcribed.items():
        rows = np.flatnonzero((positives.chrom == chrom) & (positives.strand == strand))
        at = np.searchsorted(spans[:, 0], middle[rows], side="right") - 1
        inside = (at >= 0) & (middle[rows] < spans[np.maximum(at, 0), 1])
        first[rows[inside]], last[rows[inside]] = spans[at[inside]].T
    return first, last


def _take(
    taken: dict[tuple[str, str, int], int], place: tuple[str, str], start: int, window: int
) -> bool:
    """Whether a window overlaps none of those taken before; it then joins them.

    Args:
        taken: chromosome, strand and multiple of the window -> the start of the window in it.
        place: chromosome and strand.
        start: first base.
        window: length of all windows.
    """
    own = start // window
    near = (taken.get((*place, own + step)) for step in (-1, 0, 1))
    if any(other is not None and abs(other - start) < window for other in near):
        return False
    taken[(*place, own)] = start
    return True
