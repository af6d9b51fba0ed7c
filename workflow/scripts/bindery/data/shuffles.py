"""Dinucleotide shuffles of rows: those of the window are the same however wide rows are stored."""

import numpy as np

from bindery import alphabet
from bindery.data.tensors import middle_of
from bindery.seeds import derive_seed


class Shuffler:
    """Shuffles windows, and the flanks that are stored around them, by generators of their own."""

    def __init__(self, seed: int, window: int):
        """Start the generators.

        Args:
            seed: seed of the windows' shuffles; that of the flanks is derived from it.
            window: bases of a row's window.
        """
        self._window = window
        self._generator = np.random.default_rng(seed)
        self._flanks = np.random.default_rng(derive_seed(seed, "flanks"))

    def shuffled(self, codes: np.ndarray) -> np.ndarray:
        """The next shuffles of stored sequences, uint8, shape (n, at least the window)."""
        middle = middle_of(codes.shape[1], self._window)
        # The three parts are shuffled in this order, from left to right, which decides the bytes.
        found = codes.copy()
        self._shuffle(found, slice(0, middle.start), self._flanks)
        self._shuffle(found, middle, self._generator)
        self._shuffle(found, slice(middle.stop, codes.shape[1]), self._flanks)
        return found

    def with_flanks(self, codes: np.ndarray) -> np.ndarray:
        """The next shuffles of the flanks alone; windows stay as they are."""
        middle = middle_of(codes.shape[1], self._window)
        found = codes.copy()
        self._shuffle(found, slice(0, middle.start), self._flanks)
        self._shuffle(found, slice(middle.stop, codes.shape[1]), self._flanks)
        return found

    @staticmethod
    def _shuffle(codes: np.ndarray, part: slice, generator: np.random.Generator) -> None:
        if part.stop > part.start:
            codes[:, part] = alphabet.dinucleotide_shuffle(codes[:, part], generator)
