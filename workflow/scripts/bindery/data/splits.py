"""Splits: the rows for training, for validation (early stopping) and for the test."""

from collections.abc import Sequence

import numpy as np

from bindery import alphabet
from bindery.errors import InputError

SPLITS = ("train", "validation", "test")
TRAIN, VALIDATION, TEST = range(3)


def split_of(chrom: np.ndarray, split: dict[str, list[str]]) -> np.ndarray:
    """The split of each interval by its chromosome: uint8, 0 train, 1 validation, 2 test.

    Alternate haplotypes and unplaced contigs have the split of their chromosome (UCSC's
    chr8_KI270821v1_alt that of chr8), since their sequences are nearly the same.
    """
    number = {name: SPLITS.index(part) for part, names in split.items() for name in names}
    return np.array(
        [number.get(name, number.get(name.split("_", 1)[0], 0)) for name in chrom], np.uint8
    )


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
