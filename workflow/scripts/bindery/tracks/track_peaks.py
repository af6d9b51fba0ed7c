"""Peaks of a track: where its values are at least a threshold, with the summit of each."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np

from bindery.genomics.bigwig import Batch

# Share of a peak's height that belongs to its top.
TOP = 0.2


class Peak(NamedTuple):
    """A run of neighbouring intervals whose values are at least a threshold.

    Attributes:
        chrom: name of the chromosome.
        start: its first base, 0-based.
        end: the base after its last one.
        summit: the middle of the top: the values around the largest one (the first of equal ones)
            that are less than a fifth of the peak's height below it. Networks that take the best
            match in a window have a flat top as wide as the window, of which the largest value may
            be anywhere.
        value: the largest value.
    """

    chrom: str
    start: int
    end: int
    summit: int
    value: float


def peaks_above(batches: Iterable[Batch], threshold: float) -> Iterator[Peak]:
    """The peaks of a track, in its order.

    Args:
        batches: the track, by chromosome, then by position.
        threshold: least value of a base of a peak.
    """
    open_one: list[Batch] = []
    for batch in batches:
        for part in _runs_above(batch, threshold):
            if open_one and not _follows(open_one[-1], part):
                yield _peak(open_one, threshold)
                open_one = []
            open_one.append(part)
    if open_one:
        yield _peak(open_one, threshold)


def _follows(one: Batch, other: Batch) -> bool:
    return one.chrom == other.chrom and one.end[-1] == other.start[0]


def _runs_above(batch: Batch, threshold: float) -> Iterator[Batch]:
    """The parts of a batch whose values are high enough and which have no gap."""
    above = np.flatnonzero(batch.value >= threshold)
    if not len(above):
        return
    cut = (np.diff(above) > 1) | (batch.start[above[1:]] != batch.end[above[:-1]])
    for rows in np.split(above, np.flatnonzero(cut) + 1):
        part = slice(int(rows[0]), int(rows[-1]) + 1)
        yield Batch(batch.chrom, batch.start[part], batch.end[part], batch.value[part])


def _peak(parts: list[Batch], threshold: float) -> Peak:
    start, end, value = (
        np.concatenate([getattr(part, name) for part in parts])
        for name in ("start", "end", "value")
    )
    highest = int(value.argmax())
    lower = np.flatnonzero(value < value[highest] - TOP * (value[highest] - threshold))
    first = int(lower[lower < highest].max(initial=-1)) + 1
    last = int(lower[lower > highest].min(initial=len(value))) - 1
    summit = int(start[first] + end[last] - 1) // 2
    return Peak(parts[0].chrom, int(start[0]), int(end[-1]), summit, float(value[highest]))
