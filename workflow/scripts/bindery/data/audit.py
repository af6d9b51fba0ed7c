"""Check a tensor's rows for leaks between its splits, whatever made them."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from bindery.alphabet import UNKNOWN, strandless_digest
from bindery.data.similar import length_of_words, shares
from bindery.data.splits import SPLITS, TEST, TRAIN, VALIDATION
from bindery.data.tensors import Tensor

# The share of a row's k-mers that one row of an earlier split has, from which on both are similar.
SIMILAR = 0.5
SAME = "the same sequence on either strand"
OVERLAP = "an overlapping window"
GROUP = "a row of its group"
# What no split may have in common with an earlier one.
HARD = (SAME, OVERLAP, GROUP)


class Finding(NamedTuple):
    """What rows of a split have in common with an earlier one.

    Attributes:
        check: what is in the earlier split.
        split: name of the split.
        earlier: name of the earlier one.
        rows: rows of `split` for which it is so.
        of: rows of `split` that were looked at.
    """

    check: str
    split: str
    earlier: str
    rows: int
    of: int


class Part(NamedTuple):
    """The rows of a split.

    Attributes:
        codes: uint8, shape (n, window).
        group: int32, shape (n,).
        chrom: names as bytes, shape (n,).
        start: int64, shape (n,); -1 for rows without a position.
    """

    codes: np.ndarray
    group: np.ndarray
    chrom: np.ndarray
    start: np.ndarray


def _part(tensor: Tensor, split: int) -> Part:
    rows = tensor.split_rows(split)
    if tensor.has_positions:
        chrom, start = (tensor.stored(f"intervals/{name}", rows) for name in ("chrom", "start"))
    else:
        chrom, start = np.full(len(rows), b"", object), np.full(len(rows), -1)
    return Part(tensor.stored("sequences", rows), tensor.group(rows), chrom, start)


def audit(tensor: Tensor) -> list[Finding]:
    """Compare each split with those before it: sequences, windows, groups, and shared k-mers."""
    parts = {split: _part(tensor, split) for split in (TRAIN, VALIDATION, TEST)}
    k = length_of_words(tensor.window)
    checks: dict[str, Callable[[Part, Part], int]] = {
        SAME: equal,
        OVERLAP: overlapping,
        GROUP: lambda own, before: int(np.isin(own.group, before.group).sum()),
        f"half of its {k}-mers in one row": lambda own, before: similar(own, before, k),
    }
    return [
        Finding(check, SPLITS[later], SPLITS[earlier], count(own, before), len(own.codes))
        for later, earlier in ((VALIDATION, TRAIN), (TEST, TRAIN), (TEST, VALIDATION))
        for own, before in ((parts[later], parts[earlier]),)
        for check, count in checks.items()
    ]


def equal(own: Part, before: Part) -> int:
    """Rows of `own` whose sequence, on either strand, is one of `before`.

    Rows without any known base, as of sites without a genome, have no sequence.
    """
    one, other = (
        strandless_digest(part.codes[(part.codes != UNKNOWN).any(axis=1)]) for part in (own, before)
    )
    return int(np.isin(one, other).sum())


def overlapping(own: Part, before: Part) -> int:
    """Rows of `own` whose window overlaps one of `before`; rows without a position have none."""
    length, count = own.codes.shape[1], 0
    for chrom in np.unique(own.chrom[own.start >= 0].astype(bytes)):
        here, there = (
            np.sort(part.start[(part.chrom == chrom) & (part.start >= 0)]) for part in (own, before)
        )
        first = np.searchsorted(there, here - length, side="right")
        last = np.searchsorted(there, here + length, side="left")
        count += int((last > first).sum())
    return count


def similar(own: Part, before: Part, k: int) -> int:
    """Rows of `own` with at least `SIMILAR` of their k-mers in one row of `before`."""
    found: set[int] = set()
    for one, _, share in shares(own.codes, before.codes, k):
        found.update(one[share >= SIMILAR].tolist())
    return len(found)
