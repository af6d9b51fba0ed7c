"""What a change of a kind does to a window: the bases it removes, and new ones in their place."""

import re
from dataclasses import dataclass

import numpy as np

from bindery import alphabet

SUBSTITUTION = re.compile(r"([ACGT])>([ACGT])")
OF_LENGTH = re.compile(r"(insertion|deletion|mnv)_([1-9][0-9]*)")


@dataclass(frozen=True)
class Edit:
    """What random changes of a kind have in common.

    Attributes:
        kind: `A>C`, `insertion_2`, `deletion_2` or `mnv_2`.
        removed: number of bases that are replaced.
        inserted: number of bases in their place.
    """

    kind: str
    removed: int
    inserted: int

    @classmethod
    def of(cls, kind: str) -> "Edit | None":
        """Of a kind; None for `complex` and `haplotype`, whose changes have little in common."""
        if SUBSTITUTION.fullmatch(kind):
            return cls(kind, 1, 1)
        found = OF_LENGTH.fullmatch(kind)
        if found is None:
            return None
        length = int(found[2])
        return cls(kind, length * (found[1] != "insertion"), length * (found[1] != "deletion"))

    @property
    def is_substitution(self) -> bool:
        """Whether one base takes the place of another."""
        return ">" in self.kind

    def fits(self, bases: np.ndarray) -> np.ndarray:
        """Which bases, codes of any shape, a change of this kind may begin at: bool."""
        if self.is_substitution:
            return bases == alphabet.BASES.index(self.kind[0])
        return bases < alphabet.UNKNOWN

    def inserted_into(
        self, codes: np.ndarray, column: int, generator: np.random.Generator
    ) -> np.ndarray:
        """New bases for a change at a column: uint8, shape (inserted,).

        Those of an insertion are a stretch of the window itself, so that their composition is that
        of the place. Of several replaced bases, the first and the last become others, and those
        between are any.
        """
        if self.is_substitution:
            return np.array([alphabet.BASES.index(self.kind[2])], np.uint8)
        if not self.inserted:
            return np.empty(0, np.uint8)
        if not self.removed:
            known = codes[codes < alphabet.UNKNOWN]
            first = int(generator.integers(len(known)))
            return np.resize(np.roll(known, -first), self.inserted)
        new = generator.integers(len(alphabet.BASES), size=self.inserted).astype(np.uint8)
        ends = [0, self.inserted - 1]
        steps = generator.integers(1, len(alphabet.BASES), size=2)
        new[ends] = (codes[column + np.array(ends)] + steps) % len(alphabet.BASES)
        return new


def changed(codes: np.ndarray, column: int, removed: int, inserted: np.ndarray) -> np.ndarray:
    """A window with bases in the place of others: what follows them moves.

    Args:
        codes: uint8, shape (length,).
        column: first base that is replaced, or that what is inserted comes before.
        removed: number of bases that are replaced.
        inserted: codes of those in their place.
    """
    return np.concatenate([codes[:column], inserted, codes[column + removed :]])
