"""Rule build_tensor: the sequences of an experiment in one file, from peaks or from sequences."""

from typing import Any

from bindery.data.peak_tensor import build_peak_tensor
from bindery.data.sequence_tensor import build_sequence_tensor


def build_tensor(*, inputs: dict[str, Any], tensor: str, account: str, settings: dict) -> None:
    """Write an experiment's tensor file.

    Args:
        inputs: `sequences` and what belongs to them, see `build_sequence_tensor`; or `peaks`,
            `genome`, `digests` and, where it was drawn, `background`, see `build_peak_tensor`.
        tensor: output, HDF5.
        account: output, TSV of step, reason, rows.
        settings: arguments of the same function.
    """
    build = build_sequence_tensor if "sequences" in inputs else build_peak_tensor
    build(**inputs, tensor=tensor, account=account, **settings)
