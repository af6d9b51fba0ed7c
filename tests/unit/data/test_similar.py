"""Sequences that share k-mers, against a plain count."""

import numpy as np
import pytest
from helpers import random_codes

from bindery import alphabet
from bindery.data import similar
from bindery.data.similar import length_of_words, shares


def words(row: np.ndarray, k: int) -> set[str]:
    text = alphabet.decode(row)
    other = alphabet.decode(alphabet.reverse_complement(row))
    size = len(text) - k + 1
    both = [min(text[n : n + k], other[size - 1 - n :][:k]) for n in range(size)]
    return {word for word in both if "N" not in word}


def by_hand(later: np.ndarray, earlier: np.ndarray, k: int) -> dict[tuple[int, int], float]:
    found = {}
    for one, row in enumerate(later):
        own = words(row, k)
        for other, before in enumerate(earlier):
            common = own & words(before, k)
            if common:
                found[one, other] = len(common) / len(own)
    return found


def found_by(later: np.ndarray, earlier: np.ndarray, k: int) -> dict[tuple[int, int], float]:
    parts = [zip(*map(np.ndarray.tolist, part), strict=True) for part in shares(later, earlier, k)]
    return {(one, other): share for part in parts for one, other, share in part}


@pytest.fixture
def codes() -> tuple[np.ndarray, np.ndarray]:
    later, earlier = random_codes(30, 60, letters=4), random_codes(40, 60, seed=3, letters=4)
    later[0, 5:] = earlier[3, :-5]
    later[1] = alphabet.reverse_complement(earlier[4:5])[0]
    later[2, :30] = earlier[5, 20:50]
    later[3, ::9] = alphabet.UNKNOWN
    later[4] = alphabet.UNKNOWN
    later[5] = 0
    earlier[6, 10:40] = 0
    return later, earlier


@pytest.mark.parametrize("k", [3, 8, 16])
def test_shares_are_those_of_a_plain_count(codes, monkeypatch: pytest.MonkeyPatch, k: int) -> None:
    monkeypatch.setattr(similar, "BLOCK", 7)
    found, expected = found_by(*codes, k), by_hand(*codes, k)
    assert found == pytest.approx(expected) and len(found) >= 3


def test_copies_are_found_shifted_and_on_the_other_strand(codes) -> None:
    found = found_by(*codes, 16)
    assert found[1, 4] == 1 and found[0, 3] == pytest.approx(40 / 45)
    assert set(found) >= {(0, 3), (1, 4), (2, 5)}


def test_common_words_show_no_kinship(codes, monkeypatch: pytest.MonkeyPatch) -> None:
    later, earlier = codes
    monkeypatch.setattr(similar, "MOST_ROWS", 2)
    earlier[:3, :30] = later[9, :30]
    assert (9, 0) not in found_by(later, earlier, 8)
    earlier[2] = random_codes(1, 60, seed=8, letters=4)
    assert (9, 0) in found_by(later, earlier, 8)


def test_a_sketch_estimates_the_share(monkeypatch: pytest.MonkeyPatch) -> None:
    later = random_codes(40, 1000, letters=4)
    earlier = np.concatenate([later[:, :500], random_codes(40, 500, seed=9, letters=4)], axis=1)
    monkeypatch.setattr(similar, "MOST_PAIRS", later.size // 3)
    found = found_by(later, earlier, 16)
    own = np.array([found[row, row] for row in range(40)])
    assert own.mean() == pytest.approx(0.5, abs=0.03) and own.std() > 0.005


def test_without_rows_nothing_is_similar() -> None:
    rows, none = random_codes(3, 20), np.empty((0, 20), np.uint8)
    assert found_by(rows, none, 8) == found_by(none, rows, 8) == {}


@pytest.mark.parametrize(("window", "k"), [(8, 5), (20, 13), (24, 16), (1001, 16)])
def test_short_sequences_have_short_words(window: int, k: int) -> None:
    assert length_of_words(window) == k
