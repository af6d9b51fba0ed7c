"""Stretches of a genome that repeat on the chromosomes of a later split, on either strand.

A training window that holds a test window's sequence, shifted by a few bases, leaks as much as an
equal one. Each stretch is known by its minimizer (Schleimer, Wilkerson, Aiken 2003; Roberts et al.
2004): the smallest digest of the shorter words in it. Equal stretches have equal minimizers,
and there are few of them, so that those of whole chromosomes fit into memory.
"""

from collections.abc import Iterator

import numpy as np

from bindery import alphabet
from bindery.data.splits import TRAIN, split_of
from bindery.genomics.genome import Genome

BASES_AT_ONCE = 1 << 22
# An odd number, so that it has an inverse modulo 2 ** 64.
MULTIPLIER = 0x9E3779B97F4A7C15
NONE = np.uint64(2**64 - 1)
# Shorter words would be the same by chance in a large genome.
LEAST_WORD = 40


def _powers(base: int, count: int) -> np.ndarray:
    found = np.full(count, base, np.uint64)
    found[:1] = 1
    return np.multiply.accumulate(found)


def _sums(values: np.ndarray, length: int) -> np.ndarray:
    total = np.concatenate([np.zeros(1, np.uint64), np.cumsum(values, dtype=np.uint64)])
    return total[length:] - total[:-length]


def word_digests(codes: np.ndarray, length: int) -> np.ndarray:
    """A digest of each word of a sequence that is the same for its reverse complement.

    Args:
        codes: uint8, shape (n,), order ACGT, 4 unknown.
        length: bases of a word.

    Returns:
        uint64, shape (n - length + 1,); 2 ** 64 - 1 for words with an unknown base.
    """
    if len(codes) < length:
        return np.empty(0, np.uint64)
    up, down = _powers(MULTIPLIER, len(codes)), _powers(pow(MULTIPLIER, -1, 2**64), len(codes))
    bases = codes.astype(np.uint64)
    count = len(codes) - length + 1
    # Each is a polynomial of the word's bases, the last one of those of the other strand.
    forward = _sums((bases + np.uint64(1)) * up, length) * down[:count]
    other = _sums((np.uint64(4) - bases) * down, length) * up[length - 1 :]
    found = np.minimum(alphabet.mixed(forward), alphabet.mixed(other))
    unknown = _sums(codes == alphabet.UNKNOWN, length) > 0
    found[unknown] = NONE
    return found


def word_length(length: int) -> int:
    """Bases of the words in a stretch: half of it, but 40 at least, or the whole stretch."""
    return max(length // 2, min(length, LEAST_WORD))


def minimizers(codes: np.ndarray, length: int) -> np.ndarray:
    """The smallest digest of the words of each stretch of a sequence.

    Args:
        codes: uint8, shape (n,).
        length: bases of a stretch.

    Returns:
        uint64, shape (n - length + 1,); 2 ** 64 - 1 where each word has an unknown base.
    """
    word = word_length(length)
    found, words = word_digests(codes, word), length - word + 1
    # The minimum of a span is that of two overlapping spans, whose lengths are powers of two.
    span = 1
    while span * 2 <= words:
        found = np.minimum(found[:-span], found[span:]) if len(found) > span else found[:0]
        span *= 2
    rest = words - span
    if rest:
        found = np.minimum(found[:-rest], found[rest:]) if len(found) > rest else found[:0]
    return found


def _changes(values: np.ndarray) -> np.ndarray:
    """Which values differ from the one before: neighbouring stretches mostly share theirs."""
    return np.concatenate([np.ones(min(1, len(values)), bool), values[1:] != values[:-1]])


def _among(values: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Which values are among known ones, sorted: NumPy's isin would sort both once more."""
    place = np.minimum(np.searchsorted(known, values), max(len(known) - 1, 0))
    return known[place] == values if len(known) else np.zeros(len(values), bool)


class LaterSplits:
    """What the chromosomes of later splits hold, to find in those of earlier ones."""

    def __init__(self, genome: Genome, split: dict[str, list[str]], length: int):
        """Read the chromosomes of validation and test.

        Args:
            genome: the genome, opened.
            split: chromosomes of `validation` and `test`.
            length: bases of a stretch that must not repeat.
        """
        self._genome, self._length = genome, length
        names = np.array(list(genome.lengths), object)
        parts = split_of(names, split)
        self._split = dict(zip(names.tolist(), parts.tolist(), strict=True))
        found: dict[int, list[np.ndarray]] = {part: [] for part in set(parts.tolist()) - {TRAIN}}
        for name, part in self._split.items():
            if part in found:
                found[part] += [np.unique(own) for _, own in self._minimizers(name)]
        self._known = {
            part: np.setdiff1d(np.concatenate(own), [NONE]) for part, own in found.items()
        }

    def _minimizers(self, name: str) -> Iterator[tuple[int, np.ndarray]]:
        """The position of a chromosome's blocks, and the minimizers of the stretches in them."""
        size = self._genome.lengths[name]
        for first in range(0, max(size - self._length + 1, 0), BASES_AT_ONCE):
            bases = min(BASES_AT_ONCE + self._length - 1, size - first)
            start = np.array([first], np.int64)
            codes = self._genome.windows(np.array([name], object), start, bases)[0]
            yield first, minimizers(codes, self._length)

    def repeated(self, name: str) -> np.ndarray:
        """Which stretches of a chromosome a later split has too, on either strand.

        Returns:
            bool, shape (bases - length + 1,), by the first base: True for each stretch that
            repeats, and for some that have only the word of their minimizer in common.
        """
        found = np.zeros(max(self._genome.lengths[name] - self._length + 1, 0), bool)
        later = [own for part, own in self._known.items() if part > self._split[name]]
        if not later:
            return found
        for first, values in self._minimizers(name):
            changed = np.flatnonzero(_changes(values))
            hit = np.any([_among(values[changed], own) for own in later], axis=0)
            run = np.diff(np.append(changed, len(values)))
            found[first : first + len(values)] = np.repeat(hit, run)
        return found

    def hold_repeat(self, name: str, start: np.ndarray, window: int) -> np.ndarray:
        """Which windows of a chromosome hold a stretch that a later split has too: bool, (n,)."""
        if not len(start):
            return np.zeros(0, bool)
        count = np.concatenate([[0], np.cumsum(self.repeated(name))])
        return count[start + window - self._length + 1] > count[start]
