"""Sequences that a design starts from: a user's, or random ones that meet the constraints."""

from collections.abc import Sequence
from dataclasses import dataclass
from os import PathLike

import numpy as np

from bindery import alphabet
from bindery.data.sequences import centred, read_sequences
from bindery.design.constraints import Constraints
from bindery.errors import InputError
from bindery.seeds import derive_seed

# Random sequences that are tried for each start, and changes that mend each.
TRIES = 100


@dataclass(frozen=True)
class Starts:
    """Starts of designs.

    Attributes:
        names: name of each.
        codes: uint8, shape (n, window); shorter starts lie between unknown bases.
        free: positions that may change, bool, shape (n, window).
        lengths: bases of each as it was given.
    """

    names: tuple[str, ...]
    codes: np.ndarray
    free: np.ndarray
    lengths: tuple[int, ...]

    @property
    def firsts(self) -> list[int]:
        """The position in the window of each start's first base."""
        return [(self.codes.shape[1] - length) // 2 for length in self.lengths]

    def own(self, row: int, codes: np.ndarray) -> str:
        """A window's bases without what was put around the start."""
        first = self.firsts[row]
        return alphabet.decode(codes[first : first + self.lengths[row]])


def starts_of(
    window: int,
    constraints: Constraints,
    seed: int,
    *,
    sequence: str | None = None,
    file: str | PathLike | None = None,
    count: int = 20,
) -> Starts:
    """The starts of a design: one sequence, those of a file, or else random ones.

    Args:
        window: bases that the model sees.
        constraints: that random sequences meet, and whose positions are kept.
        seed: of random sequences.
        sequence: letters of one start.
        file: FASTA, or a table with a column `sequence`.
        count: number of random sequences, named random_1 and so on.

    Raises:
        InputError: a start is longer than the window, two have one name, or constraints cannot be
            met.
    """
    if sequence:
        names, codes = ["start"], [alphabet.encode(sequence)]
    elif file:
        records = read_sequences(file)
        names, codes = [one.name for one in records], [one.codes for one in records]
        _check_names(names, file)
    else:
        names = [f"random_{number + 1}" for number in range(count)]
        constraints.check_gc(window)
        codes = [_random(window, constraints, derive_seed(seed, name)) for name in names]
    for name, own in zip(names, codes, strict=True):
        if len(own) > window:
            raise InputError(
                f"start '{name}' has {len(own)} bases, more than the model's window of {window}",
                file=file,
                remedy="cut it to what the model is to see",
            )
        constraints.check_gc(int((own != alphabet.UNKNOWN).sum()))
    return placed(names, codes, window, constraints)


def placed(
    names: Sequence[str], codes: Sequence[np.ndarray], window: int, constraints: Constraints
) -> Starts:
    """Starts of at most the window's length, with unknown bases around shorter ones."""
    return Starts(
        tuple(names),
        np.stack([centred(own, window) for own in codes]),
        constraints.free(codes, window),
        tuple(map(len, codes)),
    )


def _random(window: int, constraints: Constraints, seed: int) -> np.ndarray:
    """A random sequence within the constraints: even, then changed at random until it is."""
    generator = np.random.default_rng(seed)
    everywhere = np.ones((1, window), bool)
    for _ in range(TRIES):
        codes = generator.integers(0, len(alphabet.BASES), (1, window), np.uint8)
        while constraints.faults(codes)[0]:
            changes = np.argwhere(constraints.allowed(codes, everywhere)[0])
            if not len(changes):
                break
            position, base = changes[generator.integers(len(changes))]
            codes[0, position] = base
        else:
            return codes[0]
    raise InputError(
        f"no random sequence of {window} bases without {', '.join(constraints.broken(codes[0]))}"
        " was found",
        remedy="forbid less",
    )


def _check_names(names: list[str], file: str | PathLike) -> None:
    for name in names:
        if names.count(name) > 1:
            raise InputError(
                f"two sequences are called '{name}'", file=file, remedy="rename one of them"
            )
