"""What a designed sequence must keep to: kept positions, GC content, forbidden words, changes."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from bindery.alphabet import BASES, UNKNOWN
from bindery.design.words import Word, occurrences, occurrences_changed, word_of
from bindery.errors import InputError

# Of counts of bases that are computed from shares.
ROUNDING = 1e-9


@dataclass(frozen=True)
class Constraints:
    """Constraints of every designed sequence.

    Attributes:
        changes: largest number of positions that differ from the start, and of steps.
        gc: smallest and largest share of G and C among known bases, or None.
        words: forbidden on both strands.
        keep: first and last position, from 1, of each part that stays as it is.
    """

    changes: int
    gc: tuple[float, float] | None = None
    words: tuple[Word, ...] = ()
    keep: tuple[tuple[int, int], ...] = ()

    def free(self, starts: Sequence[np.ndarray], window: int) -> np.ndarray:
        """The positions that may change.

        Args:
            starts: codes of each start, uint8, shape (length,); positions to keep count from its
                own first base, also where it is padded to the window.
            window: length of the window.

        Returns:
            bool, shape (n, window): known bases that are not kept.

        Raises:
            InputError: positions to keep lie beyond a start, or none is left.
        """
        found = np.zeros((len(starts), window), bool)
        for row, codes in enumerate(starts):
            own = codes != UNKNOWN
            for first, last in self.keep:
                if last > len(codes):
                    raise InputError(
                        f"keep {_range(first, last)} lies beyond a start of {len(codes)} bases",
                        remedy="give positions of the start, counted from 1",
                    )
                own[first - 1 : last] = False
            if not own.any():
                raise InputError(f"keep {self.kept()} leaves no base of a start to change")
            left = (window - len(codes)) // 2
            found[row, left : left + len(codes)] = own
        return found

    def kept(self) -> str:
        """The positions to keep as a user writes them."""
        return ", ".join(_range(first, last) for first, last in self.keep)

    def faults(self, codes: np.ndarray) -> np.ndarray:
        """Forbidden words, and bases of G and C too many or too few: int, shape (n,)."""
        strong = ((codes == 1) | (codes == 2)).sum(axis=1)
        return occurrences(codes, self.words) + self._gc_faults(codes, strong)

    def faults_changed(self, codes: np.ndarray) -> np.ndarray:
        """The faults of sequences after each change of one known base.

        Args:
            codes: uint8, shape (n, window).

        Returns:
            int, shape (n, window, 4), order ACGT; at the sequence's own bases those that it has.
        """
        strong = (codes == 1) | (codes == 2)
        gained = np.array([0, 1, 1, 0]) - strong[:, :, None].astype(int)
        counts = strong.sum(axis=1)[:, None, None] + gained
        words = occurrences(codes, self.words)[:, None, None]
        words = words + occurrences_changed(codes, self.words)
        return words + self._gc_faults(codes, counts)

    def allowed(self, codes: np.ndarray, free: np.ndarray) -> np.ndarray:
        """The changes that may be made: those that leave no fault, or fewer where there are some.

        Args:
            codes: uint8, shape (n, window).
            free: the positions that may change, bool, shape (n, window).

        Returns:
            bool, shape (n, window, 4), order ACGT.
        """
        other = codes[:, :, None] != np.arange(len(BASES))
        own = self.faults(codes)[:, None, None]
        after = self.faults_changed(codes)
        return free[:, :, None] & other & ((after == 0) | (after < own))

    def broken(self, codes: np.ndarray) -> list[str]:
        """The constraints that one sequence, uint8, shape (window,), breaks, in a user's words."""
        found = [str(word) for word in self.words if occurrences(codes[None], [word])[0]]
        if self.gc and self._gc_faults(codes[None], np.isin(codes, (1, 2)).sum()[None])[0]:
            found.append(f"gc {list(self.gc)}")
        return found

    def check_gc(self, known: int) -> None:
        """Raise InputError if no number of G and C among known bases is within the range."""
        low, high = self._gc_counts(np.array(known))
        if self.gc and low > high:
            raise InputError(
                f"gc {list(self.gc)} holds for no sequence of {known} bases",
                remedy="give a wider range",
            )

    def _gc_counts(self, known: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        low, high = self.gc or (0, 1)
        least = np.ceil(low * known - ROUNDING).astype(int)
        return least, np.floor(high * known + ROUNDING).astype(int)

    def _gc_faults(self, codes: np.ndarray, counts: np.ndarray) -> np.ndarray:
        if not self.gc:
            return np.zeros_like(counts)
        known = (codes != UNKNOWN).sum(axis=1).reshape(-1, *[1] * (counts.ndim - 1))
        low, high = self._gc_counts(known)
        return np.maximum(0, low - counts) + np.maximum(0, counts - high)


def constraints_of(
    *,
    changes: int,
    gc: Sequence[float] | None = None,
    forbid: Iterable[str] = (),
    keep: Iterable[Sequence[int]] = (),
) -> Constraints:
    """Constraints from plain values.

    Args:
        changes: see `Constraints`.
        gc: smallest and largest share, or None.
        forbid: IUPAC's letters, or names of restriction enzymes.
        keep: first and last position of each part.

    Raises:
        InputError: a word is neither, or a range is not one.
    """
    words = []
    for given in forbid:
        word = word_of(given)
        if word is None:
            raise InputError(
                f"forbid '{given}' is neither IUPAC's letters nor a known restriction enzyme",
                remedy="give the letters of its site",
            )
        words.append(word)
    if gc is not None and not (len(gc) == 2 and 0 <= gc[0] <= gc[1] <= 1):
        raise InputError(f"gc {list(gc)} is no range", remedy="give two shares, as in [0.3, 0.7]")
    shares = None if gc is None or not all(map(math.isfinite, gc)) else (gc[0], gc[1])
    return Constraints(changes, shares, tuple(words), tuple((own[0], own[1]) for own in keep))


def _range(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}-{last}"
