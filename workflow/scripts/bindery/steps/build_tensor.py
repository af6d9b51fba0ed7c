"""Rule build_tensor: put an experiment's sequences, from peaks or given, into one file."""

from typing import Any

from bindery.data.assays.mpra_tensor import build_mpra_tensor
from bindery.data.peak_tensor import build_peak_tensor
from bindery.data.sequence_tensor import build_sequence_tensor


def build_tensor(*, inputs: dict[str, Any], tensor: str, row_counts: str, settings: dict) -> None:
    """Write an experiment's tensor file.

    Args:
        inputs: `sequences` and further files, see `build_sequence_tensor`; or `peaks`, `genome`,
            `digests` and, if one was drawn, `background`, see `build_peak_tensor`; or `mpra`,
            `genome` and `digests`, see `build_mpra_tensor`.
        tensor: output, HDF5.
        row_counts: output, TSV of step, reason, rows.
        settings: further arguments of the same function.
    """
    builders = {
        "sequences": build_sequence_tensor,
        "mpra": build_mpra_tensor,
        "peaks": build_peak_tensor,
    }
    build: Any = next(builders[name] for name in builders if name in inputs)
    build(**inputs, tensor=tensor, row_counts=row_counts, **settings)
