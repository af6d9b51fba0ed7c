"""Batches of a study's tensor, for trunks that are trained on its rows."""

import itertools
from collections.abc import Iterator
from os import PathLike

import numpy as np

from bindery.data.batches import batches
from bindery.data.tensors import ROWS_AT_ONCE, Tensor
from bindery.errors import InputError


class TensorBatches:
    """The rows of one split of a tensor file, in shuffled batches that are read when needed."""

    def __init__(self, path: str | PathLike, part: int, size: int):
        """Take the file, the number of the split, and the rows of a batch.

        Raises:
            InputError: the split has fewer rows than a batch.
        """
        self.path, self.size = path, size
        with Tensor(path) as tensor:
            self.which = tensor.split_rows(part)
            self.tasks = tensor.tasks
        if len(self.which) < size:
            raise InputError(
                f"{len(self.which)} rows to train on, and {size} in a batch",
                file=path,
                remedy="lower training.batch_size of the trunk",
            )

    @property
    def steps(self) -> int:
        """Batches of an epoch; rows that fill no batch are left out of it."""
        return len(self.which) // self.size

    def epoch(self, seed: int, first: int = 0) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """The batches of one epoch, see `batches.batches`.

        Args:
            seed: decides order and strands.
            first: number of batches to leave out at the beginning.
        """
        with Tensor(self.path) as tensor:
            whole = batches(tensor, self.which, size=self.size, seed=seed, first=first)
            yield from itertools.islice(whole, self.steps - first)

    def counts(self) -> tuple[np.ndarray, np.ndarray]:
        """The numbers of positives and negatives of each task, int64, shape (tasks,) each."""
        positives, negatives = np.zeros((2, len(self.tasks)), np.int64)
        with Tensor(self.path) as tensor:
            for first in range(0, len(self.which), ROWS_AT_ONCE):
                targets = tensor.targets(self.which[first : first + ROWS_AT_ONCE])
                positives += (targets == 1).sum(axis=0)
                negatives += (targets == 0).sum(axis=0)
        return positives, negatives
