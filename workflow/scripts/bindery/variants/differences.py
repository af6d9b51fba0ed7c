"""Where two alleles differ, and the alleles side by side, aligned at the change."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bindery.alphabet import UNKNOWN, encode


@dataclass(frozen=True)
class Difference:
    """The bases that a change replaces; both alleles are equal before them.

    Attributes:
        start: column of the first base that differs, in the arrays of both alleles.
        removed: number of bases of the reference that are replaced; 0 for an insertion.
        inserted: number of bases in their place; 0 for a deletion.
    """

    start: int
    removed: int
    inserted: int

    def shifted(self, columns: int) -> "Difference":
        """The same change in arrays without the first `columns` columns."""
        return Difference(self.start - columns, self.removed, self.inserted)

    @property
    def gap(self) -> int:
        """Bases by which the longer allele is longer."""
        return abs(self.removed - self.inserted)

    def length(self, alternative: bool) -> int:
        """Number of bases of one allele within the change."""
        return self.inserted if alternative else self.removed


def difference_of(offset: int, ref: str, alt: str) -> Difference:
    """The part of a change that differs, without bases that both alleles end or begin with.

    What both end with is taken off first: a base that is lost within equal ones is the first.

    Args:
        offset: column of the first base of REF.
        ref: letters of the reference allele, as in a VCF.
        alt: letters of the alternative allele.
    """
    ref, alt = ref.upper(), alt.upper()
    shorter = min(len(ref), len(alt))
    after = next((n for n in range(shorter) if ref[-n - 1] != alt[-n - 1]), shorter)
    left = shorter - after
    before = next((n for n in range(left) if ref[n] != alt[n]), left)
    return Difference(offset + before, len(ref) - before - after, len(alt) - before - after)


def difference_between(
    reference: np.ndarray, alternative: np.ndarray, longer: int = 0
) -> Difference:
    """Where two arrays of codes differ, from the first difference to the last.

    For several changes on one haplotype.

    Args:
        reference: codes, uint8, shape (window,).
        alternative: codes, uint8, shape (window,).
        longer: bases by which the alternative is longer; negative if it is shorter. Its bases after
            the changes are so many columns further to the right.
    """
    columns = np.flatnonzero(reference != alternative)
    if not len(columns):
        return Difference(len(reference) // 2, 0, 0)
    start, shared = int(columns[0]), len(reference) - abs(longer)
    before = reference[max(-longer, 0) :][:shared], alternative[max(longer, 0) :][:shared]
    unlike = np.flatnonzero(before[0][start:] != before[1][start:])
    common = start + (int(unlike[-1]) + 1 if len(unlike) else 0)
    removed = common + max(-longer, 0) - start
    return Difference(start, removed, removed + longer)


def located(alleles: Sequence[np.ndarray], offset: int, ref: str, alt: str) -> Difference:
    """Where two alleles differ, by their letters if the arrays have them, or else by the arrays.

    The letters of several changes on one haplotype may be no stretch of the sequence.

    Args:
        alleles: codes of the reference and of the alternative, uint8, shape (window,) each.
        offset: column of the first base of REF.
        ref: letters of the reference allele.
        alt: letters of the alternative allele.
    """
    there = [_has(codes, offset, own) for codes, own in zip(alleles, (ref, alt), strict=True)]
    if all(there):
        return difference_of(offset, ref, alt)
    reference, alternative = alleles
    return difference_between(reference, alternative, len(alt) - len(ref))


def _has(codes: np.ndarray, offset: int, letters: str) -> bool:
    """Whether an array has an allele's letters; what leaves the array does not count."""
    first, own = max(offset, 0), encode(letters)[max(-offset, 0) :]
    return np.array_equal(codes[first : first + len(own)], own[: len(codes) - first])


def side_by_side(values: np.ndarray, difference: Difference, alternative: bool) -> np.ndarray:
    """One allele's values by column, with a gap where only the other allele has bases.

    Args:
        values: codes, uint8, shape (window,), or anything with a row for each base.
        difference: where the alleles differ.
        alternative: whether the values are of the alternative allele.

    Returns:
        Shape (window + difference.gap, ...): both alleles then have their common bases in the same
        columns. A gap is `UNKNOWN` in codes, and 0 in others.
    """
    own, other = difference.length(alternative), difference.length(not alternative)
    gap = difference.gap
    filler = UNKNOWN if values.dtype == np.uint8 else 0
    blank = np.full((gap, *values.shape[1:]), filler, values.dtype)
    end = difference.start + own
    # The longer allele loses the bases that the other one has no room for at the end; they get a
    # column each all the same, so that both are of one length.
    parts = [values[:end], blank, values[end:]] if own < other else [values, blank]
    return np.concatenate(parts)
