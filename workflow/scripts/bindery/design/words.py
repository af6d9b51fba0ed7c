"""Words that a sequence must not hold: IUPAC's letters or a restriction enzyme's site."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from bindery.alphabet import BASES, UNKNOWN
from bindery.given.restriction_sites import site_of

# IUPAC's letters and the bases that they stand for.
MEANINGS = {
    **dict(zip("ACGT", "ACGT", strict=True)),
    **{"U": "T", "R": "AG", "Y": "CT", "S": "CG", "W": "AT", "K": "GT", "M": "AC"},
    **{"B": "CGT", "D": "AGT", "H": "ACT", "V": "ACG", "N": "ACGT"},
}


@dataclass(frozen=True)
class Word:
    """A forbidden word.

    Attributes:
        given: what the user wrote, such as `EcoRI`.
        letters: the word on one strand, in IUPAC's letters.
    """

    given: str
    letters: str

    def __str__(self) -> str:
        return self.given if self.given == self.letters else f"{self.given} ({self.letters})"

    @cached_property
    def strands(self) -> list[np.ndarray]:
        """Which codes fit at each position of the word and of its reverse complement, if another.

        Returns:
            bool, shape (length, 5), order A C G T and unknown; an unknown base fits N alone, since
            what it is cannot be told.
        """
        fits = np.zeros((len(self.letters), len(BASES) + 1), bool)
        for position, letter in enumerate(self.letters):
            fits[position, [BASES.index(base) for base in MEANINGS[letter]]] = True
            fits[position, UNKNOWN] = letter == "N"
        other = fits[::-1, [3, 2, 1, 0, UNKNOWN]]
        return [fits] if np.array_equal(fits, other) else [fits, other]


def word_of(given: str) -> Word | None:
    """The word that a user means, an enzyme's name or IUPAC's letters; None if it is neither."""
    site = site_of(given)
    if site:
        return Word(given, site)
    letters = given.upper()
    return Word(given, letters) if letters and set(letters) <= MEANINGS.keys() else None


def misses(codes: np.ndarray, fits: np.ndarray) -> np.ndarray:
    """Number of letters of a word that do not fit, at each start of it.

    Args:
        codes: uint8, shape (n, window).
        fits: one of `Word.strands`, shape (length, 5).

    Returns:
        int16, shape (n, window - length + 1); no columns if the word is longer than the window.
    """
    starts = max(0, codes.shape[1] - len(fits) + 1)
    found = np.zeros((len(codes), starts), np.int16)
    for offset, own in enumerate(fits if starts else ()):
        found += ~own[codes[:, offset : offset + starts]]
    return found


def occurrences(codes: np.ndarray, words: Iterable[Word]) -> np.ndarray:
    """How many times words are in sequences, on both strands: int, shape (n,)."""
    total = np.zeros(len(codes), int)
    for fits in _strands(words):
        total += (misses(codes, fits) == 0).sum(axis=1)
    return total


def occurrences_changed(codes: np.ndarray, words: Iterable[Word]) -> np.ndarray:
    """How many more or fewer times words are in sequences after each change of one base.

    Only the starts of a word that a change touches are looked at again.

    Args:
        codes: uint8, shape (n, window).
        words: the words.

    Returns:
        int, shape (n, window, 4), order ACGT.
    """
    total = np.zeros((*codes.shape, len(BASES)), int)
    for fits in _strands(words):
        missed = misses(codes, fits)
        starts = missed.shape[1]
        for offset, own in enumerate(fits if starts else ()):
            touched = slice(offset, offset + starts)
            others = missed - ~own[codes[:, touched]]
            after = (others[:, :, None] == 0) & own[: len(BASES)]
            total[:, touched] += after
            total[:, touched] -= (missed == 0)[:, :, None]
    return total


def _strands(words: Iterable[Word]) -> Iterator[np.ndarray]:
    for word in words:
        yield from word.strands
