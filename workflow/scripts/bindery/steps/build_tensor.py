"""Rule build_tensor: put an experiment's data, whatever its assay, into one file."""

import importlib
from typing import Any

from bindery.data.shuffled_labels import shuffle_labels


def build_tensor(
    *,
    assay: str,
    inputs: dict[str, Any],
    tensor: str,
    row_counts: str,
    settings: dict,
    labels_seed: int | None = None,
) -> None:
    """Write an experiment's tensor file.

    Args:
        assay: name of the assay, whose module in `data/assays` writes the file. It is found by its
            name, so that an edit of one assay's module makes no tensor of another one anew.
        inputs: files, by names of arguments of that module's `build_tensor`.
        tensor: output, HDF5.
        row_counts: output, TSV of step, reason, rows.
        settings: further arguments of the same function.
        labels_seed: seed by which labels are shuffled, of a control; None keeps them.
    """
    module = importlib.import_module(f"bindery.data.assays.{assay}_tensor")
    module.build_tensor(**inputs, tensor=tensor, row_counts=row_counts, **settings)
    if labels_seed is not None:
        shuffle_labels(tensor, labels_seed)
