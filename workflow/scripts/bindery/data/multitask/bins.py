"""Bins of many tasks: a label for each bin of the genome and experiment, as in DeepSEA's data."""

import numpy as np

from bindery.data.multitask.labels import (
    LabelledWindows,
    between,
    no_bits,
    set_bit,
    touched,
)
from bindery.data.multitask.study_peaks import StudyPeaks

ALL = "all"


def widened(peaks: StudyPeaks, least: int) -> StudyPeaks:
    """Peaks of at least so many bases; a narrower one is widened around its centre."""
    narrow = peaks.end - peaks.start < least
    found = peaks.select(np.arange(len(peaks)))
    found.start = np.where(narrow, peaks.centre - least // 2, peaks.start)
    found.end = np.where(narrow, found.start + least, peaks.end)
    return found


def covered(start: np.ndarray, end: np.ndarray, size: int, count: int) -> np.ndarray:
    """Which bins a peak covers by more than half.

    Args:
        start: starts of peaks, shape (n,).
        end: their ends, shape (n,).
        size: bases of a bin; the first one starts at 0.
        count: number of bins.

    Returns:
        bool, shape (count,).
    """
    start, end = np.maximum(start.astype(np.int64), 0), np.minimum(end, count * size)
    start = np.minimum(start, end)
    first, last = start // size, (end - 1) // size
    in_first = np.minimum(end, (first + 1) * size) - start
    in_last = end - np.maximum(start, last * size)
    first += 2 * in_first <= size
    last -= 2 * in_last <= size
    return between(count, first, last + 1)


def _with_background(
    positive: np.ndarray,
    free: np.ndarray,
    background: int | str,
    generator: np.random.Generator,
) -> np.ndarray:
    """The bins to keep: all, or positives and a random choice of free bins."""
    if background == ALL:
        return np.ones(len(positive), bool)
    candidates = np.flatnonzero(free & ~positive)
    wanted = min(int(background) * int(positive.sum()), len(candidates))
    kept = positive.copy()
    kept[generator.choice(candidates, wanted, replace=False)] = True
    return kept


def bins_of(
    peaks: StudyPeaks,
    avoid: np.ndarray,
    length: int,
    *,
    tasks: int,
    window: int,
    bin: int,
    widen: int,
    background: int | str,
    generator: np.random.Generator,
) -> LabelledWindows:
    """The bins of one chromosome that have a positive, each in the middle of a window.

    A bin is positive for an experiment if one of its peaks covers more than half of the bin. Bins
    that overlap the blacklist, or whose window leaves the chromosome, are left out. Where a peak
    that its experiment does not use overlaps a bin, the bin is not measured in that experiment,
    unless it is positive.

    Args:
        peaks: the chromosome's peaks.
        avoid: starts and ends of blacklisted regions, int64, shape (m, 2).
        length: bases of the chromosome.
        tasks: number of experiments.
        window: bases of a window.
        bin: bases of a bin.
        widen: narrower peaks are widened to so many bases; 0 leaves all as they are.
        background: bins that no peak overlaps for each bin with a positive, drawn on the same
            chromosome; or `all`: all bins.
        generator: source of randomness.
    """
    count = length // bin
    own_starts = np.arange(count, dtype=np.int64) * bin
    starts = own_starts + bin // 2 - window // 2
    bits, unmeasured = no_bits(count, tasks), no_bits(count, tasks)
    peaks = widened(peaks, widen)
    for task in peaks.tasks():
        own = peaks.of_task(task)
        used, unused = own.select(own.kept), own.select(~own.kept)
        set_bit(bits, covered(used.start, used.end, bin, count), task)
        set_bit(unmeasured, touched(own_starts, bin, unused.start, unused.end), task)
    usable = (starts >= 0) & (starts + window <= length)
    usable &= ~touched(own_starts, bin, avoid[:, 0], avoid[:, 1])
    positive = usable & bits.any(axis=1)
    free = usable & ~touched(own_starts, bin, peaks.start, peaks.end)
    kept = usable & _with_background(positive, free, background, generator)
    return LabelledWindows(starts, bits, unmeasured).select(kept)
