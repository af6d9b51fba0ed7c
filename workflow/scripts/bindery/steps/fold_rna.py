"""Rule fold_rna: write the secondary structure of an experiment's sequences."""

import numpy as np

from bindery.data.rna.folding import structures_of
from bindery.data.rna.structures import write_structures
from bindery.data.tensors import Tensor
from bindery.files import sha256, written


def fold_rna(
    *, tensor: str, given: str | None, structure: str, method: str, processes: int
) -> None:
    """Write the structure of each row of a tensor file.

    Args:
        tensor: the experiment's tensor file.
        given: file of contexts, for the method `given`.
        structure: output, HDF5, see `structures`.
        method: `unpaired`, by ViennaRNA, or `given`.
        processes: processes that fold at once.

    Raises:
        InputError: ViennaRNA is not installed; or contexts cannot be read, or some are missing.
    """
    with Tensor(tensor) as opened:
        window, stored = opened.window, int(opened.attributes["stored_window"])
    with Tensor(tensor, stored) as opened:
        rows = sum(len(opened.split_rows(part)) for part in range(3))
        codes = opened.stored("sequences", np.arange(rows))
    found = structures_of(codes, window, method, given, processes)
    with written(structure) as temporary:
        write_structures(temporary, found, {"method": method, "tensor_sha256": sha256(tensor)})
