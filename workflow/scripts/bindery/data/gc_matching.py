"""Random background windows of a genome, matched to peaks in GC content and split."""

from dataclasses import dataclass

import numpy as np

from bindery import alphabet
from bindery.data.splits import SPLITS, split_of
from bindery.errors import InputError
from bindery.genomics.genome import Genome
from bindery.genomics.interval_arithmetic import bedtool
from bindery.genomics.intervals import Intervals, from_positions, from_stranded
from bindery.genomics.peak_files import read_bed
from bindery.genomics.windows import READ_AT_ONCE, centre, unknown_share
from bindery.row_counts import RowCounts

ROUNDS = 40


@dataclass
class Setting:
    """The settings that every method of drawing needs.

    Attributes:
        genome: the genome, opened.
        excluded: BED of regions where no background may lie.
        split: chromosomes of `validation` and `test`; beside their regions, excluded ones are gaps.
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


class Tiles:
    """Adjacent, non-overlapping windows that fill the free regions of one split."""

    def __init__(self, setting: Setting, part: int):
        """Cut the free regions of a split, by its number, into tiles."""
        free = _free_regions(setting)
        free = free.select(split_of(free.chrom, setting.split, centre(free)) == part)
        length = free.end - free.start
        # A random phase in each region, so that another seed gives other windows.
        slack = length - length // setting.window * setting.window
        phase = setting.generator.integers(0, slack + 1)
        self.chrom, self.start = free.chrom, free.start + phase
        self.cumulative = np.cumsum(length // setting.window)
        self.window = setting.window

    def __len__(self) -> int:
        """Number of tiles."""
        return int(self.cumulative[-1]) if len(self.cumulative) else 0

    def take(self, numbers: np.ndarray) -> Intervals:
        """The windows of some tiles, by number: int64, shape (n,), each below `len(self)`."""
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
    free = whole.subtract(setting.excluded, nonamecheck=True)
    return read_bed(free.fn).sorted(lengths)


def check_room(tiles: Tiles, wanted: int, name: str, file: str) -> None:
    """Raise InputError, which names the peaks' file, if a split has fewer tiles than it needs."""
    if len(tiles) < wanted:
        raise InputError(
            f"{name} needs {wanted} background windows and has room for {len(tiles)}",
            file=file,
            remedy="lower background.ratio, or give that split more chromosomes",
        )


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
    parts = split_of(positives.chrom, setting.split, centre(positives))
    for part, name in enumerate(SPLITS):
        here = positives.select(parts == part)
        wanted = here.select(np.tile(np.arange(len(here)), setting.ratio))
        tiles = Tiles(setting, part)
        check_room(tiles, len(wanted), name, record.file)
        numbers, missed = _match(tiles, _gc(setting, wanted), setting, tolerance)
        loose += missed
        found = tiles.take(numbers)
        names = [f"background_{name}" for name in wanted.name]
        columns = (found.chrom, found.start, found.end, names, wanted.strand)
        chosen += zip(*columns, strict=True)
    record.note("matched", f"GC content within {tolerance:g}", len(chosen) - loose)
    record.note("matched", "GC content nearest of those left", loose)
    return from_stranded(chosen)


def _gc(setting: Setting, intervals: Intervals) -> np.ndarray:
    parts = []
    for first in range(0, len(intervals), READ_AT_ONCE):
        part = slice(first, first + READ_AT_ONCE)
        chrom, start = intervals.chrom[part], intervals.start[part]
        parts.append(alphabet.gc_content(setting.genome.windows(chrom, start, setting.window)))
    return np.concatenate(parts) if parts else np.empty(0)


class _Matching:
    """The match of targets with tiles, each of which is used at most once.

    Attributes:
        tile: number of each target's tile, int64, shape (n,); -1 if it has none yet.
        taken: numbers of all used tiles.
    """

    def __init__(self, target: np.ndarray):
        """Begin with the GC content of each target, from 0 to 1, shape (n,), and no match."""
        self.target = target
        self.tile = np.full(len(target), -1)
        self.taken: set[int] = set()

    @property
    def unmatched(self) -> np.ndarray:
        """The indices of targets without a tile, int64."""
        return np.flatnonzero(self.tile < 0)

    def free(self, tiles: np.ndarray) -> np.ndarray:
        """The unused ones among tiles, by number."""
        return tiles[np.array([tile not in self.taken for tile in tiles.tolist()], bool)]

    def _give(self, target: int, tile: int) -> None:
        self.tile[target] = tile
        self.taken.add(tile)

    def match_bins(self, tiles: np.ndarray, content: np.ndarray, tolerance: float) -> None:
        """Match unmatched targets with unused tiles in the same bin of GC content.

        Args:
            tiles: numbers of the tiles; the last one of a bin is used first.
            content: GC content of each tile.
            tolerance: width of a bin, from 0 to 1.
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
        """Match each unmatched target with the unused tile that is nearest in GC content."""
        content = content.copy()
        for target in self.unmatched.tolist():
            nearest = int(np.argmin(np.abs(content - self.target[target])))
            self._give(target, int(tiles[nearest]))
            content[nearest] = np.inf


def _match(
    tiles: Tiles, target: np.ndarray, setting: Setting, tolerance: float
) -> tuple[np.ndarray, int]:
    """Choose a different tile for each target GC content; count those outside their bin."""
    matching = _Matching(target)
    for _ in range(ROUNDS):
        wanted = matching.unmatched.size
        if not wanted or len(matching.taken) == len(tiles):
            break
        drawn = np.unique(setting.generator.integers(0, len(tiles), max(1000, 4 * wanted)))
        free = setting.generator.permutation(matching.free(drawn))
        clean, windows = clean_tiles(tiles, free, setting)
        matching.match_bins(clean, _gc(setting, windows), tolerance)
    left = matching.unmatched.size
    if left:
        _match_the_rest(matching, tiles, setting)
    return matching.tile, left


def _match_the_rest(matching: _Matching, tiles: Tiles, setting: Setting) -> None:
    """Match the remaining targets with the tiles nearest in GC content, among many."""
    left = matching.unmatched.size
    count = min(len(tiles), len(matching.taken) + 50 * left + 1000)
    drawn = setting.generator.choice(len(tiles), count, replace=False)
    clean, windows = clean_tiles(tiles, matching.free(drawn), setting)
    check_known(clean, left, setting)
    matching.match_nearest(clean, _gc(setting, windows))


def check_known(clean: np.ndarray, wanted: int, setting: Setting) -> None:
    """Raise InputError if fewer tiles than wanted have few enough unknown bases."""
    if len(clean) < wanted:
        raise InputError(
            "too few background windows without unknown bases",
            file=setting.genome.path,
            remedy="raise peaks.max_unknown or lower background.ratio",
        )


def clean_tiles(
    tiles: Tiles, numbers: np.ndarray, setting: Setting
) -> tuple[np.ndarray, Intervals]:
    """The tiles, by number, that have few enough unknown bases, and their windows."""
    windows = tiles.take(numbers)
    clean = unknown_share(setting.genome, windows) <= setting.max_unknown
    return numbers[clean], windows.select(clean)
