"""What an alternative allele changes: the bases that differ, and the kind of change; or why none.

Kinds: `A>C` and the eleven other substitutions, `insertion_{length}`, `deletion_{length}`,
`mnv_{length}` (as many bases in the place of others), and `complex` (more or fewer).
"""

import re
from typing import NamedTuple

HAPLOTYPE = "haplotype"
LETTERS = re.compile(r"[ACGT]*")
# Reasons why an allele is not scored.
MISSING = "ALT is missing"
STAR = "ALT is *, a deletion that another line has"
SYMBOLIC = "ALT is symbolic, without a sequence"
BREAKEND = "ALT is a breakend"
NO_REF = "REF is missing"
EQUAL = "ALT is the same as REF"
OTHER_LETTERS = "an allele has other letters than A, C, G and T"


class Change(NamedTuple):
    """What differs between two alleles.

    Attributes:
        before: bases that both begin with, which come before the change.
        removed: letters of the reference that are replaced; "" for an insertion.
        inserted: the letters in their place; "" for a deletion.
        kind: see the module.
    """

    before: int
    removed: str
    inserted: str
    kind: str


def change_of(ref: str, alt: str) -> Change | str:
    """The change from one allele to the other, or the reason why there is none to score.

    What both alleles end with is taken off first, then what both begin with, so that a deletion or
    insertion within equal bases is as far to the left as the alleles let it be.

    Args:
        ref: REF of a VCF, in any case of letters.
        alt: one allele of ALT.
    """
    ref, alt = ref.upper(), alt.upper()
    if len(ref) == len(alt) == 1 and ref != alt and ref in "ACGT" and alt in "ACGT":
        return Change(0, ref, alt, f"{ref}>{alt}")
    reason = _reason(ref, alt)
    if reason:
        return reason
    ref, alt = ref.replace("U", "T"), alt.replace("U", "T")
    before, removed, inserted = trimmed(ref, alt)
    if not removed and not inserted:
        return EQUAL
    if not LETTERS.fullmatch(removed) or not LETTERS.fullmatch(inserted):
        return OTHER_LETTERS
    return Change(before, removed, inserted, _kind(removed, inserted))


def _reason(ref: str, alt: str) -> str | None:
    """Why two alleles are no sequences, if they are not."""
    if ref in ("", ".", "-"):
        return NO_REF
    if alt in ("", ".", "-"):
        return MISSING
    if alt == "*":
        return STAR
    if "[" in alt or "]" in alt or alt.startswith(".") or alt.endswith("."):
        return BREAKEND
    if alt.startswith("<"):
        return SYMBOLIC
    return None if (ref + alt).isalpha() and (ref + alt).isascii() else OTHER_LETTERS


def trimmed(ref: str, alt: str) -> tuple[int, str, str]:
    """How many bases both alleles begin with, and what is left of each; the common end is first."""
    shorter = min(len(ref), len(alt))
    after = _common(ref[::-1], alt[::-1], shorter)
    before = _common(ref, alt, shorter - after)
    return before, ref[before : len(ref) - after], alt[before : len(alt) - after]


def _common(one: str, other: str, most: int) -> int:
    """The number of letters, at most `most`, that two texts begin with alike."""
    return next((at for at in range(most) if one[at] != other[at]), most)


def _kind(removed: str, inserted: str) -> str:
    if not removed:
        return f"insertion_{len(inserted)}"
    if not inserted:
        return f"deletion_{len(removed)}"
    if len(removed) != len(inserted):
        return "complex"
    return f"{removed}>{inserted}" if len(removed) == 1 else f"mnv_{len(removed)}"
