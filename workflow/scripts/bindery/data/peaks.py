"""Which peaks are kept, and the regions that none may lie in."""

import logging
from os import PathLike

import numpy as np

from bindery.genomics.bed import read_bed
from bindery.genomics.intervals import Intervals

logger = logging.getLogger(__name__)


def first_of_each(intervals: Intervals) -> np.ndarray:
    """Mask of the best-scoring interval of each position, the first in the file among equals."""
    mask = np.zeros(len(intervals), bool)
    seen = set()
    for index in np.argsort(-intervals.score, kind="stable"):
        place = (intervals.chrom[index], int(intervals.start[index]))
        if place not in seen:
            seen.add(place)
            mask[index] = True
    return mask


def best_scored(intervals: Intervals, count: int) -> np.ndarray:
    """Mask of so many intervals of the highest scores, the first in the file among equals."""
    mask = np.zeros(len(intervals), bool)
    mask[np.argsort(-intervals.score, kind="stable")[:count]] = True
    return mask


def read_blacklist(
    path: str | PathLike, aliases: dict[str, str], lengths: dict[str, int]
) -> Intervals:
    """Read regions to avoid; those on sequences that the genome lacks are counted and warned of."""
    regions = read_bed(path)
    regions.chrom = np.array([aliases.get(name, name) for name in regions.chrom], object)
    known = np.array([name in lengths for name in regions.chrom], bool)
    if not known.all():
        names = ", ".join(sorted(set(regions.chrom[~known])))
        logger.warning("%s: %d rows passed over: the genome has no %s", path, (~known).sum(), names)
    return regions.select(known)
