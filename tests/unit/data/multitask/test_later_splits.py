from pathlib import Path

import numpy as np
import pytest
from helpers import SPLIT, encoded, fasta_text, random_codes, random_letters, write_indexed

from bindery import alphabet
from bindery.data.multitask import later_splits
from bindery.data.multitask.later_splits import NONE, LaterSplits, minimizers, word_digests
from bindery.genomics.genome import Genome

LENGTH = 50


def test_words_have_the_same_digest_on_both_strands_and_wherever_they_are() -> None:
    codes = random_codes(1, 500, 1)[0]
    found = word_digests(codes, 20)
    assert found.shape == (481,) and len(np.unique(found)) == 481
    other = word_digests(alphabet.reverse_complement(codes), 20)
    np.testing.assert_array_equal(found, other[::-1])
    np.testing.assert_array_equal(word_digests(codes[37:], 20), found[37:])
    assert len(word_digests(codes[:19], 20)) == 0


def test_words_with_an_unknown_base_have_no_digest() -> None:
    codes = random_codes(1, 60, 1)[0]
    codes[30] = alphabet.UNKNOWN
    assert np.flatnonzero(word_digests(codes, 10) == NONE).tolist() == list(range(21, 31))


@pytest.mark.parametrize("length", [21, 40, 60, 100, 201])
def test_minimizers_are_the_smallest_digests_in_a_stretch(length: int) -> None:
    codes = random_codes(1, 300, 2)[0]
    word = {21: 21, 40: 40, 60: 40, 100: 50, 201: 100}[length]
    words, count = word_digests(codes, word), length - word + 1
    expected = [words[at : at + count].min() for at in range(300 - length + 1)]
    np.testing.assert_array_equal(minimizers(codes, length), np.array(expected, np.uint64))
    assert len(minimizers(codes[: length - 1], length)) == 0


@pytest.fixture
def genome(tmp_path: Path):
    """Bases 1000 to 1060 of chrIV are at 500 of chrI, and 2000 of chrII on the other strand."""
    letters = {
        name: random_letters(3000, seed)
        for seed, name in enumerate(("chrI", "chrII", "chrIII", "chrIV"))
    }
    copy = letters["chrIV"][1000:1060]
    turned = alphabet.decode(alphabet.reverse_complement(encoded(copy)[0]))
    for chrom, at, text in (("chrI", 500, copy), ("chrII", 2000, turned), ("chrIII", 90, copy)):
        letters[chrom] = letters[chrom][:at] + text + letters[chrom][at + 60 :]
    # Less than a word, which is no repeat.
    letters["chrI"] = letters["chrI"][:1500] + copy[:39] + letters["chrI"][1539:]
    with Genome(write_indexed(tmp_path / "tiny.fa", fasta_text(letters))) as opened:
        yield opened


@pytest.mark.parametrize("at_once", [64, 1000, 1 << 22])
def test_stretches_that_later_splits_have_too_are_found_on_either_strand(
    genome: Genome, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(later_splits, "BASES_AT_ONCE", at_once)
    later = LaterSplits(genome, SPLIT, LENGTH)
    for chrom, at in (("chrI", 500), ("chrII", 2000), ("chrIII", 90)):
        found = np.flatnonzero(later.repeated(chrom))
        # The stretches inside the copy at least, and some that hold a word of it.
        assert set(range(at, at + 11)) <= set(found.tolist())
        assert found.min() > at - LENGTH and found.max() < at + 60
    # Nothing is later than the test set.
    assert not later.repeated("chrIV").any()


def test_windows_that_hold_a_repeat_are_told_by_their_starts(genome: Genome) -> None:
    later = LaterSplits(genome, SPLIT, LENGTH)
    start = np.array([380, 430, 450, 460, 500, 510, 530, 700])
    found = later.hold_repeat("chrI", start, 100)
    assert found.tolist() == [False, False, True, True, True, True, False, False]


def test_a_test_sequence_inside_a_longer_window_is_found_whatever_its_shift() -> None:
    generator = np.random.default_rng(1)
    for _ in range(50):
        test = random_codes(1, 400, int(generator.integers(1 << 30)))[0]
        train = random_codes(1, 700, int(generator.integers(1 << 30)))[0]
        at, of = generator.integers(0, 500), generator.integers(0, 200)
        train[at : at + 201] = alphabet.reverse_complement(test)[of : of + 201]
        assert np.isin(minimizers(train, 201), minimizers(test, 201)).any()
