"""Random background windows of a genome, matched to peaks in GC content and split."""

from dataclasses import dataclass

import numpy as np

from bindery import alphabet
from bindery.data.splits import SPLITS, split_of
from bindery.errors import InputError
from bindery.genomics.arithmetic import bedtool
from bindery.genomics.bed import read_bed
from bindery.genomics.genome import Genome
from bindery.genomics.intervals import Intervals, from_positions
from bindery.genomics.windows import READ_AT_ONCE, unknown_share
from bindery.row_counts import RowCounts

ROUNDS = 40


@dataclass
class Setting:
    """The settings that every method of drawing needs.

    Attributes:
        genome: the genome, opened.
        excluded: BED of regions where no background may lie.
        split: chromosomes of `validation` and `test`.
        window: length of a window, in bases.
        ratio: number of background windows for each peak.
        max_unknown: largest share of unknown bases.
        generator: source of randomness.
    """

    genome: Genome
    excluded: str
    split: dict[str, list[str]]
    window: int
    ratio: int
    max_unknown: float
    generator: np.random.Generator


class _Tiles:
    """Adjacent, non-overlapping windows that fill the free regions of one split."""

    def __init__(self, setting: Setting, part: int):
        free = _free_regions(setting)
        free = free.select(split_of(free.chrom, setting.split) == part)
        length = free.end - free.start
        # A random phase in each region, so that another seed gives other windows.
        slack = length - length // setting.window * setting.window
        phase = setting.generator.integers(0, slack + 1)
        self.chrom, self.start = free.chrom, free.start + phase
        self.cumulative = np.cumsum(length // setting.window)
        self.window = setting.window

    def __len__(self) -> int:
        return int(self.cumulative[-1]) if len(self.cumulative) else 0

    def take(self, numbers: np.ndarray) -> Intervals:
        region = np.searchsorted(self.cumulative, numbers, side="right")
        before = np.concatenate([[0], self.cumulative])[region]
        start = self.start[region] + (numbers - before) * self.window
        return windows_at(self.chrom[region], start, self.window)


def windows_at(chrom: np.ndarray, start: np.ndarray, window: int) -> Intervals:
    """Windows of one length, without names, at starts of shape (n,)."""
    rows = zip(chrom.tolist(), start.tolist(), strict=True)
    return from_positions((name, at, at + window, ".") for name, at in rows)


def _free_regions(setting: Setting) -> Intervals:
    """The genome without the excluded regions, in the genome's order."""
    lengths = setting.genome.lengths
    whole = bedtool("".join(f"{name}\t0\t{length}\n" for name, length in lengths.items() if length))
    free = whole.subtract(setting.excluded)
    return read_bed(free.fn).sorted(lengths)


def genomic(
    positives: Intervals, setting: Setting, tolerance: float, record: RowCounts
) -> Intervals:
    """Random windows of the genome, matched to the peaks in GC content and split.

    The free regions of the genome are cut into tiles, and each tile is used at most once. A tile
    matches a peak if both are in the same split and in the same bin of GC content, of width
    `tolerance`. A peak without a match after many rounds takes the tile nearest in GC content;
    such peaks are counted.

    Args:
        positives: the peaks' windows.
        setting: see `Setting`.
        tolerance: width of a bin of GC content, from 0 to 1.
        record: the row counts to add to.

    Returns:
        `ratio` windows for each peak, each named after the peak that it is matched to.

    Raises:
        InputError: a split's free regions are too small.
    """
    chosen: list[tuple] = []
    loose = 0
    parts = split_of(positives.chrom, setting.split)
    for part, name in enumerate(SPLITS):
        here = positives.select(parts == part)
        wanted = here.select(np.tile(np.arange(len(here)), setting.ratio))
        tiles = _Tiles(setting, part)
        if len(tiles) < len(wanted):
            raise InputError(
                f"{name} needs {len(wanted)} background windows and has room for {len(tiles)}",
                file=record.file,
                remedy="lower background.ratio, or give that split more chromosomes",
            )
        numbers, missed = _match(tiles, _gc(setting, wanted), setting, tolerance)
        loose += missed
        found = tiles.take(numbers)
        rows = zip(found.chrom, found.start, found.end, wanted.name, strict=True)
        chosen += [(c, s, e, f"background_{n}") for c, s, e, n in rows]
    record.note("matched", f"GC content within {tolerance:g}", len(chosen) - loose)
    record.note("matched", "GC content nearest of those left", loose)
    return from_positions(chosen)


def _gc(setting: Setting, intervals: Intervals) -> np.ndarray:
    parts = []
    for first in range(0, len(intervals), READ_AT_ONCE):
        part = slice(first, first + READ_AT_ONCE)
        chrom, start = intervals.chrom[part], intervals.start[part]
        parts.append(alphabet.gc_content(setting.genome.windows(chrom, start, setting.window)))
    return np.concatenate(parts) if parts else np.empty(0)


def _match(
    tiles: _Tiles, target: np.ndarray, setting: Setting, tolerance: float
) -> tuple[np.ndarray, int]:
    """Choose a different tile for each target GC content; count those outside their bin."""
    generator = setting.generator
    answer = np.full(len(target), -1)
    used: set[int] = set()
    pool, pool_gc = np.empty(0, np.int64), np.empty(0)
    for _ in range(ROUNDS):
        open_targets = np.flatnonzero(answer < 0)
        if not open_targets.size or len(used) == len(tiles):
            break
        drawn = np.unique(generator.integers(0, len(tiles), max(1000, 4 * open_targets.size)))
        pool = generator.permutation(drawn[[number not in used for number in drawn.tolist()]])
        windows = tiles.take(pool)
        clean = unknown_share(setting.genome, windows) <= setting.max_unknown
        pool, windows = pool[clean], windows.select(clean)
        pool_gc = _gc(setting, windows)
        bins = (pool_gc / tolerance).astype(int)
        by_bin: dict[int, list[int]] = {}
        for number, where in zip(pool.tolist(), bins.tolist(), strict=True):
            by_bin.setdefault(where, []).append(number)
        for index in open_targets.tolist():
            candidates = by_bin.get(int(target[index] / tolerance))
            if candidates:
                answer[index] = candidates.pop()
                used.add(int(answer[index]))
    return answer, _fill_nearest(answer, target, tiles, setting, used)


def _fill_nearest(
    answer: np.ndarray, target: np.ndarray, tiles: _Tiles, setting: Setting, used: set[int]
) -> int:
    """Give each unmatched target the tile nearest in GC, in place; return the number of these."""
    left = np.flatnonzero(answer < 0)
    if not left.size:
        return 0
    count = min(len(tiles), len(used) + 50 * left.size + 1000)
    numbers = setting.generator.choice(len(tiles), count, replace=False)
    numbers = numbers[[number not in used for number in numbers.tolist()]]
    windows = tiles.take(numbers)
    clean = unknown_share(setting.genome, windows) <= setting.max_unknown
    numbers, windows = numbers[clean], windows.select(clean)
    if len(numbers) < left.size:
        raise InputError(
            "too few background windows without unknown bases",
            file=setting.genome.path,
            remedy="raise peaks.max_unknown or lower background.ratio",
        )
    content = _gc(setting, windows)
    for index in left:
        nearest = int(np.argmin(np.abs(content - target[index])))
        answer[index], content[nearest] = numbers[nearest], np.inf
    return int(left.size)
