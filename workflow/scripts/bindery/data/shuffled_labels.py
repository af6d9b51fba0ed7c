"""A control: the same sequences, whose labels are shuffled."""

import shutil
from os import PathLike

import h5py
import numpy as np

from bindery.alphabet import strandless_digest
from bindery.data.splits import SPLITS
from bindery.files import written
from bindery.hdf5 import seal

NAME = "shuffled"


def shuffle_labels(path: str | PathLike, seed: int) -> None:
    """Shuffle the targets of a tensor file, among the different sequences of each split.

    All tasks of a row stay together, and equal sequences keep equal targets, so that a model can do
    better than chance only by rows of one split that are in another, or by a fault of how it is
    judged.

    Args:
        path: the file, which is replaced. Its attribute `labels` is `shuffled` then.
        seed: seed of the order.
    """
    generator = np.random.default_rng(seed)
    with written(path) as temporary:
        shutil.copyfile(path, temporary)
        with h5py.File(temporary, "r+", locking=False) as file:
            targets, split = file["targets"][:], file["split"][:]
            digest = strandless_digest(file["sequences"][:])
            for part in range(len(SPLITS)):
                rows = np.flatnonzero(split == part)
                _, first, of = np.unique(digest[rows], return_index=True, return_inverse=True)
                targets[rows] = targets[rows][first][generator.permutation(len(first))][of]
            file["targets"][:] = targets
            file.attrs["labels"] = NAME
            seal(file)
