"""Where windows of a scan lie, and what they read: stretches of neighbouring windows.

A chromosome is divided into bins of `stride` bases. A bin's value is the score of the window that
is centred on the bin's middle, base `stride // 2`. So a window has the same value whatever the
regions are that it is scanned in.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from bindery.genomics.genome import Genome
from bindery.genomics.windows import padded_windows

# Windows, and bases, that are read and scored at once.
WINDOWS, BASES = 1 << 14, 1 << 18


@dataclass(frozen=True)
class Stretch:
    """Neighbouring bins of one chromosome: the number of the first one, and how many."""

    chrom: str
    first: int
    count: int


class Source(Protocol):
    """A genome, or something like it."""

    @property
    def lengths(self) -> dict[str, int]:
        """Length in bases of each sequence, in order."""

    def read(self, chrom: str, start: int, end: int) -> np.ndarray:
        """Codes, uint8, shape (end - start,), of which those outside are unknown."""


class GenomeSource:
    """A genome as it is."""

    def __init__(self, genome: Genome):
        """Take a genome, opened."""
        self.genome = genome
        self.lengths = genome.lengths

    def read(self, chrom: str, start: int, end: int) -> np.ndarray:
        """See `Source`."""
        where = np.array([chrom], object), np.array([start], np.int64)
        return padded_windows(self.genome, *where, end - start)[0]


def stretches_of(
    regions: Iterable[tuple[str, int, int]] | None, lengths: Mapping[str, int], stride: int
) -> list[Stretch]:
    """The bins that regions overlap, in the genome's order, each once.

    Args:
        regions: chromosome, start and end of each, on the genome; None for the whole genome.
        lengths: length of each sequence, in the genome's order.
        stride: bases in a bin.
    """
    whole = ((name, 0, length) for name, length in lengths.items())
    by_chrom: dict[str, list[tuple[int, int]]] = {name: [] for name in lengths}
    for chrom, start, end in whole if regions is None else regions:
        by_chrom[chrom].append((start // stride, -(-end // stride)))
    found = []
    for chrom, bins in by_chrom.items():
        first = last = 0
        for begin, stop in sorted(bins):
            if begin > last:
                found.append(Stretch(chrom, first, last - first))
                first = begin
            last = max(last, stop)
        found.append(Stretch(chrom, first, last - first))
    return [one for one in found if one.count]


def loads(stretches: Iterable[Stretch], stride: int) -> Iterator[list[Stretch]]:
    """Stretches in groups that are read and scored at once; long ones are divided."""
    most = max(1, min(WINDOWS, BASES // stride))
    group: list[Stretch] = []
    left = most
    for stretch in stretches:
        first, count = stretch.first, stretch.count
        while count:
            taken = min(count, left)
            group.append(Stretch(stretch.chrom, first, taken))
            first, count, left = first + taken, count - taken, left - taken
            if not left:
                yield group
                group, left = [], most
    if group:
        yield group


def codes_of(source: Source, stretch: Stretch, stride: int, window: int) -> np.ndarray:
    """The codes that the windows of a stretch read, each once.

    Args:
        source: the genome.
        stretch: bins.
        stride: bases in a bin.
        window: bases in a window.

    Returns:
        uint8, shape ((count - 1) * stride + window,): a window begins at each multiple of `stride`.
        Bases before a chromosome's start and behind its end are unknown.
    """
    start = stretch.first * stride + stride // 2 - window // 2
    return source.read(stretch.chrom, start, start + (stretch.count - 1) * stride + window)


def windows_of(codes: np.ndarray, window: int, stride: int) -> np.ndarray:
    """The windows of a stretch as views, uint8, shape (windows, window)."""
    return np.lib.stride_tricks.sliding_window_view(codes, window)[::stride]


def middles(codes: Sequence[np.ndarray], window: int, own: int) -> list[np.ndarray]:
    """Stretches of windows, cut so that their windows are the middles of `own` bases."""
    first = window // 2 - own // 2
    last = window - own - first
    return [one[first : len(one) - last] for one in codes]


def unknown_shares(codes: np.ndarray, window: int, stride: int) -> np.ndarray:
    """Share of unknown bases in each window of a stretch: float64, shape (windows,)."""
    before = np.concatenate([[0], np.cumsum(codes > 3, dtype=np.int64)])
    return (before[window:] - before[:-window])[::stride] / window
