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
from bindery.row_counts import Account

ROUNDS = 40


@dataclass
class Setting:
    """What every way of drawing needs.

    Attributes:
        genome: opened.
        excluded: BED of places where no background may lie.
        split: chromosomes of `validation` and `test`.
        window: bases.
        ratio: background windows a peak.
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
    """Nameless windows of one length at given starts, each of shape (n,)."""
    rows = zip(chrom.tolist(), start.tolist(), strict=True)
    return from_positions((name, at, at + window, ".") for name, at in rows)


def _free_regions(setting: Setting) -> Intervals:
    """The genome less the excluded places, in the genome's order."""
    lengths = setting.genome.lengths
    whole = bedtool("".join(f"{name}\t0\t{length}\n" for name, length in lengths.items() if length))
    free = whole.subtract(setting.excluded)
    return read_bed(free.fn).sorted(lengths)


def genomic(positives: Intervals, setting: Setting, tolerance: float, record: Account) -> Intervals:
    """Random windows of the genome, matched to the peaks in GC content and split.

    Windows come from the tiles of the genome's free regions, each at most once. A tile serves a
    peak of the same split whose GC content lies in the same bin of width `tolerance`; peaks for
    which no tile is found in many rounds take the nearest in GC, and are counted.

    Args:
        positives: the peaks' windows.
        setting: see `Setting`.
        tolerance: width of a bin of GC content, a share.
        record: takes the counts.

    Returns:
        `ratio` windows a peak, each named after the peak that it is matched to.

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
                f"{name} has {len(wanted)} background windows to draw and room for {len(tiles)}",
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


class _Matching:
    """Which tile serves which target, none twice.

    Attributes:
        tile: number of each target's tile, int64, shape (n,); -1 where it has none yet.
        taken: numbers of all tiles that serve.
    """

    def __init__(self, target: np.ndarray):
        """Take the GC content that each target wants, a share, shape (n,)."""
        self.target = target
        self.tile = np.full(len(target), -1)
        self.taken: set[int] = set()

    @property
    def unmatched(self) -> np.ndarray:
        """Targets without a tile, int64."""
        return np.flatnonzero(self.tile < 0)

    def free(self, tiles: np.ndarray) -> np.ndarray:
        """Those of some tiles, by number, that serve no target yet."""
        return tiles[np.array([tile not in self.taken for tile in tiles.tolist()], bool)]

    def _give(self, target: int, tile: int) -> None:
        self.tile[target] = tile
        self.taken.add(tile)

    def match_bins(self, tiles: np.ndarray, content: np.ndarray, tolerance: float) -> None:
        """Give unmatched targets those of some free tiles whose GC content is in their bin.

        Args:
            tiles: their numbers; the last of a bin goes first.
            content: GC content of each.
            tolerance: width of a bin, a share.
        """
        bins = (content / tolerance).astype(int)
        by_bin: dict[int, list[int]] = {}
        for tile, where in zip(tiles.tolist(), bins.tolist(), strict=True):
            by_bin.setdefault(where, []).append(tile)
        for target in self.unmatched.tolist():
            candidates = by_bin.get(int(self.target[target] / tolerance))
            if candidates:
                self._give(target, candidates.pop())

    def match_nearest(self, tiles: np.ndarray, content: np.ndarray) -> None:
        """Give all unmatched targets the nearest in GC content of at least as many free tiles."""
        content = content.copy()
        for target in self.unmatched.tolist():
            nearest = int(np.argmin(np.abs(content - self.target[target])))
            self._give(target, int(tiles[nearest]))
            content[nearest] = np.inf


def _match(
    tiles: _Tiles, target: np.ndarray, setting: Setting, tolerance: float
) -> tuple[np.ndarray, int]:
    """A tile for each target GC content, none twice, and how many are outside their bin."""
    matching = _Matching(target)
    for _ in range(ROUNDS):
        wanted = matching.unmatched.size
        if not wanted or len(matching.taken) == len(tiles):
            break
        drawn = np.unique(setting.generator.integers(0, len(tiles), max(1000, 4 * wanted)))
        free = setting.generator.permutation(matching.free(drawn))
        clean, windows = _clean(tiles, free, setting)
        matching.match_bins(clean, _gc(setting, windows), tolerance)
    left = matching.unmatched.size
    if left:
        _match_the_rest(matching, tiles, setting)
    return matching.tile, left


def _match_the_rest(matching: _Matching, tiles: _Tiles, setting: Setting) -> None:
    """Give the targets left over the nearest in GC content of many tiles."""
    left = matching.unmatched.size
    count = min(len(tiles), len(matching.taken) + 50 * left + 1000)
    drawn = setting.generator.choice(len(tiles), count, replace=False)
    clean, windows = _clean(tiles, matching.free(drawn), setting)
    if len(clean) < left:
        raise InputError(
            "too few background windows without unknown bases",
            file=setting.genome.path,
            remedy="raise peaks.max_unknown or lower background.ratio",
        )
    matching.match_nearest(clean, _gc(setting, windows))


def _clean(tiles: _Tiles, numbers: np.ndarray, setting: Setting) -> tuple[np.ndarray, Intervals]:
    """Those of some tiles, by number, that have few unknown bases, and their windows."""
    windows = tiles.take(numbers)
    clean = unknown_share(setting.genome, windows) <= setting.max_unknown
    return numbers[clean], windows.select(clean)
