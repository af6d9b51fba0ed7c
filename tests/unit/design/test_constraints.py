"""Constraints: words and counts against regular expressions, changes against changed sequences."""

import re

import numpy as np
import pytest
from helpers import containing, random_codes

from bindery import alphabet
from bindery.design.constraints import constraints_of
from bindery.design.words import MEANINGS, occurrences, occurrences_changed, word_of
from bindery.errors import InputError
from bindery.given.restriction_sites import enzymes, site_of

WORDS = ["EcoRI", "GGTCTC", "RY", "ANT", "CG", "GATNNNNATC", "BsmBI", "W"]


def slow_count(letters: str, word: str) -> int:
    """Overlapping matches on both strands; a palindrome's is counted once."""
    meant = site_of(word) or word
    turned = str.maketrans("ACGTRYSWKMBDHVN", "TGCAYRSWMKVHDBN")
    total = 0
    for own in {meant, meant.translate(turned)[::-1]}:
        parts = ("." if letter == "N" else f"[{MEANINGS[letter]}]" for letter in own)
        total += len(re.findall(f"(?={''.join(parts)})", letters))
    return total


@pytest.mark.parametrize("given", WORDS)
def test_words_are_found_on_both_strands_as_by_a_regular_expression(given: str) -> None:
    codes = random_codes(60, 40, 3, letters=5)
    codes[0, 5:11] = alphabet.encode("GAATTC")
    codes[1, 7:13] = alphabet.encode("GAGACC")
    found = occurrences(codes, [word_of(given)])
    assert found.tolist() == [slow_count(alphabet.decode(own), given) for own in codes]


def test_a_word_longer_than_the_sequence_is_not_in_it() -> None:
    codes = random_codes(3, 5)
    assert occurrences(codes, [word_of("EcoRI")]).tolist() == [0, 0, 0]
    assert not occurrences_changed(codes, [word_of("EcoRI")]).any()


@pytest.mark.parametrize("seed", range(6))
def test_faults_after_changes_are_those_of_the_changed_sequences(seed: int) -> None:
    generator = np.random.default_rng(seed)
    words = generator.choice(WORDS, 3, replace=False).tolist()
    own = constraints_of(changes=3, gc=[0.4, 0.5], forbid=words)
    codes = random_codes(4, 23, seed)
    codes[0, :3] = alphabet.UNKNOWN
    found = own.faults_changed(codes)
    for position in range(3, 23):
        for base in range(4):
            changed = codes.copy()
            changed[:, position] = base
            assert found[:, position, base].tolist() == own.faults(changed).tolist()
    for row, faults in enumerate(own.faults(codes)):
        assert bool(own.broken(codes[row])) == bool(faults)


def test_only_changes_that_leave_no_fault_or_fewer_are_allowed() -> None:
    own = constraints_of(changes=3, forbid=["CG"], keep=[(1, 2)])
    codes = np.stack([alphabet.encode("ACTTA"), alphabet.encode("ACGCG")])
    free = own.free(list(codes), 5)
    assert free.tolist() == [[False, False, True, True, True]] * 2
    allowed = own.allowed(codes, free)
    # G after the kept C is refused; so is every own base.
    assert not allowed[0, 2, 2]
    assert allowed[0, 2].tolist() == [True, True, False, False]
    # The first of two faults goes, and no change may leave both.
    assert allowed[1, 2].tolist() == [True, True, False, True]
    assert not allowed[:, :2].any()


def test_positions_to_keep_count_from_a_short_start_s_first_base() -> None:
    own = constraints_of(changes=1, keep=[(1, 2), (4, 4)])
    free = own.free([alphabet.encode("ACGTNA")], 10)
    assert np.flatnonzero(free[0]).tolist() == [4, 7]


@pytest.mark.parametrize(
    ("values", "line"),
    [
        ({"forbid": ["EcoRX"]}, "forbid 'EcoRX' is neither IUPAC's letters nor a known"),
        ({"gc": [0.7, 0.3]}, "gc [0.7, 0.3] is no range"),
    ],
)
def test_constraints_that_are_none(values: dict, line: str) -> None:
    with pytest.raises(InputError, match=containing(line)):
        constraints_of(changes=1, **values)


def test_impossible_positions_and_gc_are_named() -> None:
    with pytest.raises(InputError, match="keep 4-9 lies beyond a start of 6 bases"):
        constraints_of(changes=1, keep=[(4, 9)]).free([alphabet.encode("ACGTAC")], 6)
    with pytest.raises(InputError, match="keep 1-6 leaves no base of a start to change"):
        constraints_of(changes=1, keep=[(1, 6)]).free([alphabet.encode("ACGTAC")], 6)
    line = containing("gc [0.41, 0.49] holds for no sequence of 10 bases")
    with pytest.raises(InputError, match=line):
        constraints_of(changes=1, gc=[0.41, 0.49]).check_gc(10)
    constraints_of(changes=1, gc=[0.3, 0.3]).check_gc(10)


def test_the_table_of_enzymes_is_rebase_s() -> None:
    restriction = pytest.importorskip("Bio.Restriction")
    known = {str(own): own.site for own in restriction.CommOnly if len(own.site) >= 4}
    assert {name: site_of(name) for name in enzymes()} == known
    assert site_of("ecori") == "GAATTC"
    assert site_of("ECORX") is None
    # No name is a word of IUPAC's letters too.
    assert not [name for name in known if set(name.upper()) <= MEANINGS.keys()]
