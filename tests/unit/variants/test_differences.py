"""Where two alleles differ, and their columns side by side."""

import numpy as np
import pytest

from bindery import alphabet
from bindery.variants.differences import (
    Difference,
    difference_between,
    difference_of,
    located,
    side_by_side,
)


@pytest.mark.parametrize(
    ("ref", "alt", "expected"),
    [
        ("A", "G", (7, 1, 1)),
        ("a", "g", (7, 1, 1)),
        ("CA", "C", (8, 1, 0)),
        ("C", "CTT", (8, 0, 2)),
        ("CAG", "CTG", (8, 1, 1)),
        ("ACGT", "ATTT", (8, 2, 2)),
        # Within equal bases the one that is lost is the first of them.
        ("CAAA", "CAA", (8, 1, 0)),
        ("AAA", "AAAA", (7, 0, 1)),
        ("ACG", "TT", (7, 3, 2)),
        ("AC", "AC", (7, 0, 0)),
    ],
)
def test_bases_that_both_alleles_share_are_no_part_of_the_change(
    ref: str, alt: str, expected: tuple
) -> None:
    found = difference_of(7, ref, alt)
    assert (found.start, found.removed, found.inserted) == expected
    # The replaced bases give the alternative allele again.
    before, after = found.start - 7, found.start - 7 + found.removed
    inserted = alt[before : before + found.inserted]
    assert (ref[:before] + inserted + ref[after:]).upper() == alt.upper()


def test_letters_that_the_arrays_do_not_have_give_way_to_the_arrays() -> None:
    one, other = alphabet.encode("ACGTACGT"), alphabet.encode("ACCTATGT")
    assert located([one, other], 2, "GTAC", "CTAT") == Difference(2, 4, 4)
    assert located([one, other], 2, "G,C", "C,T") == Difference(2, 4, 4)
    assert located([one, alphabet.encode("ACTACGTA")], 1, "CG", "C") == Difference(2, 1, 0)


@pytest.mark.parametrize("second", [("C", "CTT"), ("CAG", "C"), ("C", "G")])
def test_a_haplotype_with_an_indel_ends_where_its_last_change_ends(second: tuple) -> None:
    ref, alt = second
    one = alphabet.encode(("GATTACA" + "A" + "CC" + ref + "TGAAGTCCATGGA")[:20])
    other = alphabet.encode(("GATTACA" + "T" + "CC" + alt + "TGAAGTCCATGGA")[:20])
    found = located([one, other], 7, f"A+{ref}", f"T+{alt}")
    assert found.start == 7 and found.inserted - found.removed == len(alt) - len(ref)
    made = np.concatenate([other[: 7 + found.inserted], one[7 + found.removed :], one[:0]])
    shared = min(len(made), 20)
    np.testing.assert_array_equal(made[:shared], other[:shared])
    assert max(found.removed, found.inserted) <= 3 + max(len(ref), len(alt))


def test_a_deletion_that_leaves_the_window_is_one_all_the_same() -> None:
    one, other = alphabet.encode("ACGTACGT"), alphabet.encode("ACGTTTTT")
    long = "TACGT" + "A" * 40
    assert located([one, other], 3, long, "T") == Difference(4, 44, 0)
    assert located([one, one], -2, "GGAC", "GGAC") == Difference(-2, 0, 0)
    effects = side_by_side(np.ones((8, 4), np.float32), Difference(4, 44, 0), alternative=True)
    assert effects.shape == (52, 4)


def test_several_substitutions_are_one_span() -> None:
    one, other = alphabet.encode("ACGTACGT"), alphabet.encode("ACCTATGT")
    assert difference_between(one, other) == Difference(2, 4, 4)
    assert difference_between(one, one).gap == 0


@pytest.mark.parametrize(("ref", "alt"), [("A", "ATT"), ("ACG", "A"), ("AC", "TTGA"), ("A", "G")])
def test_common_bases_are_in_the_same_columns(ref: str, alt: str) -> None:
    left, right = "GATTACA", "CCTGAAGTC"
    window = 14
    difference = difference_of(len(left), ref, alt)
    laid = [
        alphabet.decode(
            side_by_side(alphabet.encode((left + own + right)[:window]), difference, bool(number))
        )
        for number, own in enumerate((ref, alt))
    ]
    assert len(laid[0]) == len(laid[1]) == window + difference.gap
    end = difference.start + max(difference.removed, difference.inserted)
    shared = window - end
    assert laid[0][end : end + shared] == laid[1][end : end + shared]
    assert laid[0][: difference.start] == laid[1][: difference.start]


def test_a_gap_of_effects_is_zero() -> None:
    effects = np.ones((6, 4), np.float32)
    found = side_by_side(effects, Difference(2, 1, 3), alternative=False)
    assert found.shape == (8, 4)
    np.testing.assert_array_equal(found[:, 0], [1, 1, 1, 0, 0, 1, 1, 1])
