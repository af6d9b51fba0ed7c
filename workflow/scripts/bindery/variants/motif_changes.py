"""Which known motif a change makes or breaks: the best sites of both alleles that overlap it.

A site's score is its log-odds in bits: how much likelier its bases are in the motif than at even
frequencies of the bases. At even frequencies, a score of s bits or more occurs at a position with a
probability of at most 2^-s.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from bindery.alphabet import UNKNOWN, decode, reverse_complement
from bindery.motifs.matrices import Motif
from bindery.variants.differences import Difference

# A change counts if the better allele's site has at least so many bits, and the other's fewer by so
# many.
SITE, CHANGED = 3.0, 1.0
# A motif is made or broken by a change of so many bits, or if the lower score is below half.
BROKEN = 4.0
# Where a motif is from, in the order in which they are tried.
OWN, DETECTORS, LIBRARY = "own", "detectors", "library"
MINUS = "\N{MINUS SIGN}"
STRANDS = ("forward", "reverse")
NOTHING = f"no known motif changes by {CHANGED:g} bit or more"


@dataclass(frozen=True)
class Site:
    """A position of a motif in one allele.

    Attributes:
        score: log-odds in bits.
        start: column of the site's first base, on the forward strand.
        reverse: whether the motif is on the reverse strand.
    """

    score: float
    start: int
    reverse: bool


@dataclass(frozen=True)
class MotifChange:
    """The best sites of a motif that overlap a change, before and after.

    Attributes:
        motif: the motif.
        source: `OWN`, `DETECTORS` or `LIBRARY`.
        reference: the best site of the reference.
        alternative: the best site of the alternative allele.
    """

    motif: Motif
    source: str
    reference: Site
    alternative: Site

    @property
    def change(self) -> float:
        """Score of the alternative minus score of the reference, in bits, none counted below 0.

        Below 0 bits there is no site, however far below.
        """
        return max(self.alternative.score, 0.0) - max(self.reference.score, 0.0)

    @property
    def made(self) -> bool:
        """Whether the alternative has the better site."""
        return self.alternative.score > self.reference.score

    @property
    def better(self) -> Site:
        """The site of the allele that has the better one."""
        return self.alternative if self.made else self.reference

    @property
    def counts(self) -> bool:
        """Whether one allele has a site, and the change is large enough to be named."""
        return self.better.score >= SITE and abs(self.change) >= CHANGED

    @property
    def verb(self) -> str:
        """What happens to the motif: a small change of a good site strengthens or weakens it."""
        lower, higher = sorted((self.reference.score, self.alternative.score))
        if lower < max(higher / 2, higher - BROKEN):
            return "makes" if self.made else "breaks"
        return "strengthens" if self.made else "weakens"


def best_site(
    codes: np.ndarray, weights: np.ndarray, difference: Difference, alternative: bool
) -> Site:
    """The best site of a motif that overlaps a change in one allele, on both strands.

    A site overlaps an insertion in the reference, or a deletion in the alternative, if it has a
    base on both sides of it.

    Args:
        codes: the allele, uint8, shape (window,); an unknown base, or none, scores 0.
        weights: log-odds in bits, shape (length, 4), order ACGT.
        difference: where the alleles differ.
        alternative: whether `codes` is the alternative allele.

    Returns:
        The site with the highest score; of equal ones the first, on the forward strand.
    """
    length, inside = len(weights), difference.length(alternative)
    # A motif of one base cannot lie on both sides of a junction.
    first = difference.start - length + 1 if inside or length > 1 else difference.start
    count = max(1, length + inside - 1)
    padded = np.pad(codes, length + 1, constant_values=UNKNOWN)
    begin = first + length + 1
    part = padded[max(begin, 0) : begin + count + length - 1]
    windows = np.lib.stride_tricks.sliding_window_view(part, length)
    table = np.concatenate([weights, np.zeros((length, 1))], axis=1)
    places = np.arange(length)
    scores = [
        table[places, strand].sum(axis=1) for strand in (windows, reverse_complement(windows))
    ]
    reverse, place = np.unravel_index(int(np.argmax(scores)), np.shape(scores))
    return Site(float(scores[reverse][place]), first + int(place), bool(reverse))


def change_of(
    motif: Motif, source: str, alleles: Sequence[np.ndarray], difference: Difference
) -> MotifChange:
    """The best sites of one motif that overlap a change.

    Args:
        motif: a known motif.
        source: where it is from.
        alleles: codes of the reference and of the alternative, uint8, shape (window,) each.
        difference: where they differ.
    """
    weights = motif.log_odds()
    sites = [
        best_site(codes, weights, difference, bool(number)) for number, codes in enumerate(alleles)
    ]
    return MotifChange(motif, source, *sites)


def named_change(
    alleles: Sequence[np.ndarray],
    difference: Difference,
    candidates: Iterable[tuple[str, Sequence[Motif]]],
) -> MotifChange | None:
    """The known motif that a change makes or breaks.

    Args:
        alleles: codes of the reference and of the alternative, uint8, shape (window,) each.
        difference: where they differ.
        candidates: sources and their motifs; the first source with a change that counts decides,
            by its largest change.

    Returns:
        The change, or None if no motif's change counts.
    """
    for source, motifs in candidates:
        found = [change_of(motif, source, alleles, difference) for motif in motifs]
        counted = [own for own in found if own.counts]
        if counted:
            return max(counted, key=lambda own: abs(own.change))
    return None


def sentence(
    found: MotifChange | None, alleles: Sequence[np.ndarray], difference: Difference
) -> str:
    """What a change does to a motif, such as "breaks SP1, position 7, C>T, ...".

    Args:
        found: see `named_change`.
        alleles: codes of the reference and of the alternative, uint8, shape (window,) each.
        difference: where they differ.

    Returns:
        The position counts from 1, in the motif of the better allele's site; the bases are those on
        the motif's strand. Scores are in bits.
    """
    if found is None:
        return NOTHING
    name = found.motif.name or found.motif.identifier
    bases = [
        codes[difference.start : difference.start + difference.length(bool(number))]
        for number, codes in enumerate(alleles)
    ]
    if found.better.reverse:
        bases = [reverse_complement(codes) for codes in bases]
    scores = f"{_bits(found.reference.score)} to {_bits(found.alternative.score)}"
    strand = STRANDS[found.better.reverse]
    return (
        f"{found.verb} {name}, {_positions(found, difference)}, "
        f"{_replaced(*map(decode, bases))} on its strand ({strand}), score {scores} bits"
    )


def _positions(found: MotifChange, difference: Difference) -> str:
    """The positions of the motif that a change touches, from 1, on the motif's own strand."""
    length, site = len(found.motif.counts), found.better
    inside = difference.length(found.made)
    first = difference.start - site.start
    if not inside:
        after = length - first if site.reverse else first
        return f"between positions {after} and {after + 1}"
    touched = [max(first, 0), min(first + inside, length) - 1]
    if site.reverse:
        touched = [length - 1 - place for place in reversed(touched)]
    begin, end = (place + 1 for place in touched)
    return f"position {begin}" if begin == end else f"positions {begin} to {end}"


def _replaced(removed: str, inserted: str) -> str:
    """The bases of a change, such as C>T, in words where one allele has none."""
    if removed and inserted:
        return f"{_short(removed)}>{_short(inserted)}"
    return f"{_short(removed or inserted)} {'deleted' if removed else 'inserted'}"


def _bits(score: float) -> str:
    """A score with one decimal; what rounds to zero has no sign."""
    return f"{round(score, 1) + 0.0:.1f}".replace("-", MINUS)


def _short(bases: str) -> str:
    return bases if len(bases) <= 12 else f"{len(bases):,} bases"
