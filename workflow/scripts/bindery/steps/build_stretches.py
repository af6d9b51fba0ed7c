"""Rule build_stretches: put the peaks of all experiments and the genome into one file."""

from bindery.data.multitask.stretch_file import build_stretches as build


def build_stretches(
    *,
    genome: str,
    digests: str,
    peaks: list[str],
    excluded: list[str],
    tensors: list[str],
    stretches: str,
    row_counts: str,
    settings: dict,
) -> None:
    """Write the stretches file of a study; for the arguments see `stretch_file.build_stretches`."""
    build(
        genome=genome,
        digests=digests,
        peaks=list(peaks),
        excluded=list(excluded),
        tensors=list(tensors),
        stretches=stretches,
        row_counts=row_counts,
        **settings,
    )
