import itertools
from collections import Counter

import numpy as np
import pytest
from helpers import encoded, random_codes
from scipy.stats import chisquare

from bindery import alphabet


def doublets(codes: np.ndarray) -> Counter:
    return Counter(itertools.pairwise(codes.tolist()))


def all_shuffles(codes: np.ndarray) -> set[tuple[int, ...]]:
    """Every sequence of the same dinucleotides and first base, by trying all orders."""
    wanted = doublets(codes)
    inner = itertools.permutations(codes[1:-1].tolist())
    candidates = {(int(codes[0]), *middle, int(codes[-1])) for middle in inner}
    return {found for found in candidates if Counter(itertools.pairwise(found)) == wanted}


def test_letters_become_codes() -> None:
    assert alphabet.encode("ACGTUacgtu").tolist() == [0, 1, 2, 3, 3, 0, 1, 2, 3, 3]


def test_every_other_letter_is_unknown() -> None:
    assert alphabet.encode("NRYSWKMBDHVX-.* n").tolist() == [4] * 17


@pytest.mark.parametrize("letters", ["ACGTN", b"ACGTN", bytearray(b"ACGTN")])
def test_bytes_and_text_are_encoded_alike(letters: str | bytes | bytearray) -> None:
    codes = alphabet.encode(letters)
    assert codes.dtype == np.uint8
    assert codes.tolist() == [0, 1, 2, 3, 4]


def test_all_bytes_but_those_of_bases_are_unknown() -> None:
    codes = alphabet.encode(bytes(range(256)))
    assert {chr(byte) for byte in np.flatnonzero(codes < 4)} == set("ACGTUacgtu")
    assert codes.max() == 4


def test_nothing_is_encoded_as_nothing() -> None:
    assert alphabet.encode("").shape == (0,)
    assert alphabet.decode(alphabet.encode("")) == ""


def test_decoding_gives_upper_case_and_n() -> None:
    assert alphabet.decode(alphabet.encode("acguRN-")) == "ACGTNNN"


def test_reverse_complement_keeps_unknown_bases_in_place() -> None:
    assert alphabet.decode(alphabet.reverse_complement(alphabet.encode("AACGTN"))) == "NACGTT"


def test_reverse_complement_of_rows_is_that_of_each_row() -> None:
    codes = random_codes(5, 9, letters=5)
    both = alphabet.reverse_complement(codes)
    assert both.dtype == np.uint8
    for row, other in zip(codes, both, strict=True):
        np.testing.assert_array_equal(alphabet.reverse_complement(row), other)
    np.testing.assert_array_equal(alphabet.reverse_complement(both), codes)


def test_gc_content_is_the_share_of_known_bases() -> None:
    content = alphabet.gc_content(encoded("GGCC", "AACG", "NNNG", "NNNN", "AATT"))
    assert content.tolist() == [1, 0.5, 1, 0, 0]


def test_gc_content_of_no_rows_is_empty() -> None:
    assert alphabet.gc_content(np.empty((0, 10), np.uint8)).shape == (0,)


@pytest.mark.parametrize("length", [1, 7, 8, 9, 101])
def test_digest_is_the_same_on_both_strands_and_no_other(length: int) -> None:
    codes = np.unique(random_codes(300, length, seed=length, letters=5), axis=0)
    digest = alphabet.strandless_digest(codes)
    other = alphabet.reverse_complement(codes)
    assert digest.dtype == np.uint64
    np.testing.assert_array_equal(alphabet.strandless_digest(other), digest)
    strandless = {
        min(row.tobytes(), back.tobytes()) for row, back in zip(codes, other, strict=True)
    }
    assert len(set(digest.tolist())) == len(strandless)


def test_digest_tells_one_changed_base() -> None:
    codes = np.repeat(random_codes(1, 60), 61, axis=0)
    for position in range(60):
        codes[position, position] = (codes[position, position] + 1) % 4
    assert len(set(alphabet.strandless_digest(codes).tolist())) == 61


def test_shuffle_keeps_dinucleotides_and_both_ends() -> None:
    codes = random_codes(200, 50, seed=3, letters=5)
    shuffled = alphabet.dinucleotide_shuffle(codes, np.random.default_rng(0))
    assert shuffled.dtype == np.uint8
    assert shuffled.shape == codes.shape
    for before, after in zip(codes, shuffled, strict=True):
        assert doublets(after) == doublets(before)
        assert after[0] == before[0] and after[-1] == before[-1]
    assert (shuffled != codes).any(axis=1).mean() > 0.99


@pytest.mark.parametrize("letters", ["ACACGATACA", "AANNACNAAT", "ACGTACGTCA", "CCACCGTTCC"])
def test_shuffle_draws_every_possible_sequence_alike(letters: str) -> None:
    possible = sorted(all_shuffles(alphabet.encode(letters)))
    draws = 400 * len(possible)
    codes = np.tile(alphabet.encode(letters), (draws, 1))
    shuffled = alphabet.dinucleotide_shuffle(codes, np.random.default_rng(1))
    found = Counter(map(tuple, shuffled.tolist()))
    assert set(found) == set(possible)
    assert len(possible) > 3
    assert chisquare([found[sequence] for sequence in possible]).pvalue > 0.001


@pytest.mark.parametrize("letters", ["A", "AC", "ACG", "AAAAAAAA", "NNNNN", "ACACACAC"])
def test_shuffle_of_what_cannot_change_is_itself(letters: str) -> None:
    codes = encoded(letters)
    shuffled = alphabet.dinucleotide_shuffle(codes, np.random.default_rng(0))
    np.testing.assert_array_equal(shuffled, codes)
    assert shuffled is not codes


def test_shuffle_leaves_its_input_alone() -> None:
    codes = random_codes(4, 30)
    before = codes.copy()
    alphabet.dinucleotide_shuffle(codes, np.random.default_rng(0))
    np.testing.assert_array_equal(codes, before)


def test_shuffle_of_no_rows_has_no_rows() -> None:
    codes = np.empty((0, 20), np.uint8)
    assert alphabet.dinucleotide_shuffle(codes, np.random.default_rng(0)).shape == (0, 20)


def test_shuffle_repeats_with_its_seed_only() -> None:
    codes = random_codes(10, 40)
    once, again, other = (
        alphabet.dinucleotide_shuffle(codes, np.random.default_rng(seed)) for seed in (5, 5, 6)
    )
    np.testing.assert_array_equal(once, again)
    assert (once != other).any()


def test_ragged_digest_is_that_of_a_sequence_however_padded_and_turned() -> None:
    one = alphabet.encode("ACGTTGCA" * 3 + "AC")
    padded = [np.pad(one, pad, constant_values=alphabet.UNKNOWN) for pad in ((0, 3), (2, 1))]
    turned = [alphabet.reverse_complement(codes) for codes in (one, *padded)]
    assert len(set(alphabet.ragged_digest([one, *padded, *turned]).tolist())) == 1


def test_ragged_digest_tells_lengths_and_inner_unknown_bases_apart() -> None:
    texts = ("A", "AA", "AAAAAAAA", "C", "CNC", "CANC", "N", "ACGT", "ACGTA")
    digests = alphabet.ragged_digest([alphabet.encode(text) for text in texts])
    assert len(set(digests.tolist())) == len(texts)
    nothing = alphabet.ragged_digest([alphabet.encode(text) for text in ("", "N", "NNN")])
    assert len(set(nothing.tolist())) == 1
    assert alphabet.ragged_digest([]).shape == (0,)


def test_channels_of_an_unknown_base_are_a_quarter_each() -> None:
    found = alphabet.one_hot(alphabet.encode("TACGN")[None])
    assert found.dtype == np.float32 and found.shape == (1, 5, 4)
    assert found[0, :4].argmax(axis=1).tolist() == [3, 0, 1, 2]
    assert found[0, :4].sum(axis=1).tolist() == [1] * 4 and found[0, 4].tolist() == [0.25] * 4
