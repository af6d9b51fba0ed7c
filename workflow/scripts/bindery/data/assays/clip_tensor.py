"""Put the sites of an RNA-binding protein, stranded peaks or sequences, into a tensor file."""

from typing import Any

from bindery.data.assays import peaks_tensor, sequences_tensor

# The table's columns -> arguments of `sequences_tensor`.
AS_SEQUENCES = {"clip": "sequences", "test_clip": "test_sequences"}


def build_tensor(*, tensor: str, row_counts: str, **settings: Any) -> None:
    """Write the tensor file of an experiment of CLIP.

    Args:
        tensor: output, HDF5.
        row_counts: output, TSV of step, reason, rows.
        settings: with `peaks`, arguments of `peaks_tensor.build_tensor`; with `clip` and
            `test_clip`, files of sequences, those of `sequences_tensor.build_tensor`, where these
            two are called `sequences` and `test_sequences`.

    Raises:
        InputError: see there.
    """
    if "peaks" in settings:
        peaks_tensor.build_tensor(tensor=tensor, row_counts=row_counts, stranded=True, **settings)
        return
    named = {AS_SEQUENCES.get(name, name): value for name, value in settings.items()}
    for key in ("origins", "expected"):
        named[key] = {AS_SEQUENCES.get(name, name): own for name, own in named[key].items()}
    sequences_tensor.build_tensor(tensor=tensor, row_counts=row_counts, **named)
