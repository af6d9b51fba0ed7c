"""Background at the peaks of a study's other experiments, which asks what is specific."""

import itertools
from bisect import bisect_left, insort
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from bindery.data.gc_matching import Setting
from bindery.data.splits import SPLITS, split_of
from bindery.genomics.interval_arithmetic import overlapping
from bindery.genomics.intervals import Intervals, from_positions, from_stranded
from bindery.genomics.peak_files import read_bed
from bindery.genomics.windows import centre, inside, resize, unknown_share
from bindery.row_counts import RowCounts


def other_peaks(
    positives: Intervals, setting: Setting, files: Sequence[str], record: RowCounts
) -> Intervals:
    """Windows at peaks of other experiments that overlap no peak of this one.

    Every experiment gives as many as any other, as far as it has them; where windows of several
    experiments overlap, one is kept. They are not matched in GC content.

    Args:
        positives: the peaks' windows.
        setting: see `Setting`.
        files: BED6 of each other experiment's windows, in `<experiment>/peaks.bed`.
        record: the row counts to add to.

    Returns:
        Up to `ratio` windows for each peak, in each split, named after experiment and peak.
    """
    candidates = _interleaved(files, setting)
    part_of = split_of(candidates.chrom, setting.split, centre(candidates))
    wanted = np.bincount(
        split_of(positives.chrom, setting.split, centre(positives)), minlength=len(SPLITS)
    )
    chosen: list[tuple] = []
    missing = 0
    for part in range(len(SPLITS)):
        left = int(wanted[part]) * setting.ratio
        found = list(itertools.islice(_apart(candidates.select(part_of == part)), left))
        chosen += found
        missing += left - len(found)
    record.note("matched", "peak of another experiment", len(chosen))
    if missing:
        record.note("dropped", "other experiments have too few peaks", missing)
    return from_stranded(chosen)


def _interleaved(files: Sequence[str], setting: Setting) -> Intervals:
    """All windows that can be background, experiments in turn, each one's in a random order."""
    parts, turns = [], []
    for file in files:
        own = read_bed(file)
        if not len(own):
            continue
        own = resize(own, setting.window)
        label = Path(file).parent.name
        own.name = np.array([f"background_{label}_{name}" for name in own.name], object)
        parts.append(own)
        turns.append(setting.generator.permutation(len(own)) + setting.generator.random())
    if not parts:
        return from_positions([])
    joined, turn = Intervals.joined(parts), np.concatenate(turns)
    fits = inside(joined, setting.genome.lengths)
    fits[fits] = ~overlapping(joined.select(fits), setting.excluded)
    fits[fits] = unknown_share(setting.genome, joined.select(fits)) <= setting.max_unknown
    return joined.select(fits).select(np.argsort(turn[fits], kind="stable"))


def _apart(candidates: Intervals) -> Iterator[tuple[str, int, int, str, str]]:
    """Windows in their order, without those that overlap an earlier one; all have one length."""
    taken: dict[str, list[int]] = {}
    columns = (candidates.chrom, candidates.start.tolist(), candidates.end.tolist())
    named = (candidates.name, candidates.strand)
    for chrom, start, end, name, strand in zip(*columns, *named, strict=True):
        starts = taken.setdefault(chrom, [])
        at, length = bisect_left(starts, start), end - start
        near = starts[max(at - 1, 0) : at + 1]
        if all(abs(start - other) >= length for other in near):
            insort(starts, start)
            yield chrom, start, end, name, strand
