"""Splits: the rows for training, for validation (early stopping) and for the test."""

from collections.abc import Sequence

import numpy as np

from bindery import alphabet
from bindery.errors import InputError
from bindery.genomics.intervals import Intervals, from_positions
from bindery.given.regions import Region, is_region, parsed

SPLITS = ("train", "validation", "test")
TRAIN, VALIDATION, TEST = range(3)


def split_of(
    chrom: np.ndarray, split: dict[str, list[str]], centre: np.ndarray | None = None
) -> np.ndarray:
    """The split of each interval by its chromosome: uint8, 0 train, 1 validation, 2 test.

    Alternate haplotypes and unplaced contigs have the split of their chromosome (UCSC's
    chr8_KI270821v1_alt that of chr8), since their sequences are nearly the same.

    Args:
        chrom: names, object, shape (n,).
        split: chromosomes, or regions such as `chr1:1-5000`, of `validation` and `test`.
        centre: the base by which an interval is in a region, int64, shape (n,); needed where the
            split has regions.

    Raises:
        ValueError: the split has regions, and the bases are not given.
    """
    whole = {part: [one for one in names if not is_region(one)] for part, names in split.items()}
    number = {name: SPLITS.index(part) for part, names in whole.items() for name in names}
    parts = np.array(
        [number.get(name, number.get(name.split("_", 1)[0], 0)) for name in chrom], np.uint8
    )
    for part, region in regions_of(split):
        if centre is None:
            raise ValueError("a split with regions needs positions")
        own = (chrom == region.chrom) & (centre >= region.start) & (centre < region.end)
        parts[own] = part
    return parts


def regions_of(split: dict[str, list[str]]) -> list[tuple[int, Region]]:
    """The regions of a split, each with the number of its part."""
    return [
        (SPLITS.index(part), parsed(one))
        for part, names in split.items()
        for one in names
        if is_region(one)
    ]


def near_later_split(
    chrom: np.ndarray,
    centre: np.ndarray,
    parts: np.ndarray,
    split: dict[str, list[str]],
    gap: int,
) -> np.ndarray:
    """Rows in the gap beside a region of a later split, which must be left out.

    With a gap of a window, no window of an earlier split overlaps one of a later split.

    Args:
        chrom: names, object, shape (n,).
        centre: base in the middle of each row, int64, shape (n,).
        parts: split of each row, uint8, shape (n,).
        split: see `split_of`.
        gap: bases beside a region.

    Returns:
        bool, shape (n,).
    """
    found = np.zeros(len(parts), bool)
    for part, region in regions_of(split):
        beside = (centre >= region.start - gap) & (centre < region.end + gap)
        found |= (chrom == region.chrom) & beside & (parts < part)
    return found


def gaps(split: dict[str, list[str]], gap: int) -> Intervals:
    """The stretches beside the regions of a split, where no background may lie."""
    regions = [own for _, own in regions_of(split)]
    before = [(own.chrom, max(own.start - gap, 0), own.start, ".") for own in regions if own.start]
    after = [(own.chrom, own.end, own.end + gap, ".") for own in regions]
    return from_positions(before + after)


def drawn(representative: np.ndarray, shares: Sequence[float] | np.ndarray) -> np.ndarray:
    """Draw a split for each row by the content of its group.

    Args:
        representative: digest of the row that represents each row's group, uint64, shape (n,).
        shares: shares of validation and test.

    Returns:
        uint8, shape (n,), 0 train, 1 validation, 2 test.
    """
    # The smallest digest of a group is not uniform; mixed again, it is.
    position = alphabet.mixed(representative.copy()) / 2.0**64
    order = np.array([VALIDATION, TEST, TRAIN], np.uint8)
    return order[np.searchsorted(np.cumsum(shares), position, side="right")]


def check_splits(parts: np.ndarray, origin: str, split: dict[str, list[str]]) -> None:
    """Raise InputError if a split has no peak.

    Args:
        parts: the split of each peak, uint8.
        origin: the file of the peaks, for the error.
        split: chromosomes of `validation` and `test`.
    """
    for number, part in enumerate(SPLITS):
        if not (parts == number).any():
            where = ", ".join(split.get(part, [])) or "the other chromosomes"
            raise InputError(
                f"no peak is left for {part} (on {where}; {len(parts)} peaks in all)",
                file=origin,
                remedy="move chromosomes between the splits under `split:` in the config, or set "
                "`skip` for this experiment",
            )
