"""Which known motif a change makes or breaks, against a slow way, and the sentence on it."""

from dataclasses import replace

import numpy as np
import pytest

from bindery import alphabet
from bindery.motifs.matrices import Motif
from bindery.variants.differences import Difference, difference_of
from bindery.variants.motif_changes import (
    DETECTORS,
    LIBRARY,
    NOTHING,
    OWN,
    best_site,
    change_of,
    named_change,
    sentence,
)

MINUS = "\N{MINUS SIGN}"


def motif_of(consensus: str, name: str = "SP1", identifier: str = "MA1.1") -> Motif:
    """A motif that has nothing but its consensus, in 39 of 40 sites and a pseudocount."""
    return Motif(identifier, name, np.eye(4)[alphabet.encode(consensus)] * 39)


def alleles_of(left: str, ref: str, alt: str, right: str) -> tuple[list, Difference]:
    both = [alphabet.encode(left + own + right)[: len(left + right)] for own in (ref, alt)]
    return both, difference_of(len(left), ref, alt)


def slow_best(codes: np.ndarray, weights: np.ndarray, touched: range) -> tuple[float, int, bool]:
    """The best site that overlaps columns, or lies on both sides of the first, base by base."""
    letters = alphabet.decode(codes)
    complement = dict(zip("ACGTN", "TGCAN", strict=True))
    length, found = len(weights), []
    for reverse in (False, True):
        for start in range(-length, len(letters) + length):
            columns = range(start, start + length)
            overlaps = set(columns) & set(touched)
            spans = not len(touched) and start < touched.start < start + length
            if not (overlaps or spans):
                continue
            site = [letters[c] if 0 <= c < len(letters) else "N" for c in columns]
            if reverse:
                site = [complement[base] for base in reversed(site)]
            score = sum(
                weights[place]["ACGT".index(base)] for place, base in enumerate(site) if base != "N"
            )
            found.append((score, start, reverse))
    return max(found, key=lambda own: own[0])


@pytest.mark.parametrize("seed", range(12))
def test_best_sites_are_those_of_a_slow_search(seed: int) -> None:
    generator = np.random.default_rng(seed)
    length, window = int(generator.integers(2, 9)), 21
    weights = generator.normal(size=(length, 4))
    codes = generator.integers(0, 5, window).astype(np.uint8)
    start = int(generator.integers(0, window - 3))
    removed, inserted = (int(number) for number in generator.integers(0, 4, 2))
    difference = Difference(start, removed, inserted)
    for alternative, inside in ((False, removed), (True, inserted)):
        found = best_site(codes, weights, difference, alternative)
        expected = slow_best(codes, weights, range(start, start + inside))
        assert found.score == pytest.approx(expected[0])
        assert (found.start, found.reverse) == expected[1:]


def test_a_change_on_the_forward_strand_has_the_position_in_the_motif() -> None:
    both, difference = alleles_of("TTTTTGGGGC", "G", "A", "GGGATTTTTT")
    motif = motif_of("GGGGCGGGG")
    found = change_of(motif, OWN, both, difference)
    assert not found.reference.reverse and found.reference.start == 5
    weights = motif.log_odds()
    # The consensus, and the same with an A at the sixth position.
    site = alphabet.encode("GGGGCGGGG").copy()
    before = weights[np.arange(9), site].sum()
    site[5] = 0
    after = weights[np.arange(9), site].sum()
    assert found.reference.score == pytest.approx(before)
    assert found.alternative.score == pytest.approx(after)
    assert sentence(found, both, difference) == (
        f"breaks SP1, position 6, G>A on its strand (forward), score {before:.1f} to "
        f"{after:.1f} bits"
    )


def test_a_change_on_the_reverse_strand_is_told_as_on_the_motifs_strand() -> None:
    # The motif's reverse complement is CCCGCCC; the change is at its sixth base, G>A here.
    both, difference = alleles_of("TTTTTCCCG", "C", "A", "CTTTTTTTT")
    found = change_of(motif_of("GGCGGG"), OWN, both, difference)
    assert found.reference.reverse
    # Of CCCGCC on the forward strand the change is the fifth base: the motif's second.
    assert sentence(found, both, difference).startswith(
        "breaks SP1, position 2, G>T on its strand (reverse), score "
    )


def test_what_a_change_makes_is_placed_in_the_alternative() -> None:
    both, difference = alleles_of("ATATATCCG", "C", "G", "AAGTATATAT")
    found = change_of(motif_of("CCGGAAGT", "GABPA"), OWN, both, difference)
    assert found.made and found.alternative.start == 6
    assert sentence(found, both, difference).startswith(
        "makes GABPA, position 4, C>G on its strand (forward), score "
    )


@pytest.mark.parametrize(
    ("reverse", "ref", "alt", "expected"),
    [
        (False, "CT", "C", "breaks SP1, position 4, T deleted on its strand (forward)"),
        (True, "CT", "C", "breaks SP1, position 4, A deleted on its strand (reverse)"),
        (False, "C", "CAA", "breaks SP1, between positions 3 and 4, AA inserted on its strand"),
        (True, "C", "CAA", "breaks SP1, between positions 4 and 5, TT inserted on its strand"),
        (False, "CT", "AA", "breaks SP1, positions 3 to 4, CT>AA on its strand (forward)"),
        (True, "CT", "AA", "breaks SP1, positions 4 to 5, AG>TT on its strand (reverse)"),
    ],
)
def test_insertions_and_deletions_are_in_words(
    reverse: bool, ref: str, alt: str, expected: str
) -> None:
    site = "GACTGAC"
    right = site[2 + len(ref) :] + "GGGGGGGG"
    both, difference = alleles_of("CCCCCCGA", ref, alt, right)
    matrix = alphabet.decode(alphabet.reverse_complement(alphabet.encode(site)))
    found = change_of(motif_of(matrix if reverse else site), OWN, both, difference)
    assert sentence(found, both, difference).startswith(expected)


def test_a_site_that_stays_is_weakened() -> None:
    both, difference = alleles_of("TTTT", "G", "C", "ACTCATTTTT")
    counts = motif_of("TGACTCA").counts
    counts[1] = [0, 10, 29, 0]
    found = change_of(Motif("MA1.1", "AP1", counts), OWN, both, difference)
    assert sentence(found, both, difference).startswith("weakens AP1, position 2, G>C")
    turned = Difference(difference.start, 1, 1)
    found = change_of(Motif("MA1.1", "AP1", counts), OWN, both[::-1], turned)
    assert sentence(found, both[::-1], turned).startswith("strengthens AP1, position 2, C>G")


def test_the_first_source_with_a_change_names_the_motif() -> None:
    both, difference = alleles_of("TTTTTGGGGC", "G", "A", "GGGATTTTTT")
    none, short, long = motif_of("ATCGATCG"), motif_of("GGGCG"), motif_of("GGGGCGGGA")
    short.counts[4] = [8, 0, 31, 0]
    sources = [(OWN, [none]), (DETECTORS, [short]), (LIBRARY, [short, long])]
    found = named_change(both, difference, sources)
    assert found is not None and found.source == DETECTORS and found.motif is short
    found = named_change(both, difference, [sources[0], sources[2]])
    assert found is not None and found.source == LIBRARY and found.motif is long


def test_no_motif_that_changes_is_said_so() -> None:
    both, difference = alleles_of("TTTTTTTTTT", "G", "A", "TTTTTTTTTT")
    found = named_change(both, difference, [(OWN, [motif_of("CCCCCCCC")]), (LIBRARY, [])])
    assert found is None
    assert sentence(found, both, difference) == NOTHING


def test_how_far_below_zero_a_score_falls_does_not_count() -> None:
    # Of two motifs, one has a weak site that becomes impossible, the other a good one that is lost.
    both, difference = alleles_of("TTTTTGGGGC", "G", "A", "GGGATTTTTT")
    weak = Motif("weak", "", np.array([[0, 0, 4000.0, 0]] * 2 + [[10, 10, 10, 10.0]]))
    good = motif_of("GGGGCG")
    found = named_change(both, difference, [(LIBRARY, [weak, good])])
    assert found is not None and found.motif is good


def test_a_score_that_rounds_to_zero_has_no_sign() -> None:
    both, difference = alleles_of("TTTT", "G", "C", "ACTCATTTTT")
    found = change_of(motif_of("TGACTCA", "AP1"), OWN, both, difference)
    nought = replace(found, alternative=replace(found.alternative, score=-0.04))
    assert sentence(nought, both, difference).endswith(" to 0.0 bits")
    below = replace(found, alternative=replace(found.alternative, score=-3.26))
    assert sentence(below, both, difference).endswith(f" to {MINUS}3.3 bits")
