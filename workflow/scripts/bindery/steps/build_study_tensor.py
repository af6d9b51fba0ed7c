"""Rule build_study_tensor: label windows of the genome for all experiments of a study."""

from typing import Any

from bindery.data.multitask import study_tensor
from bindery.genomics.digests import read_digests
from bindery.study.chromosomes import check_chromosomes


def build_study_tensor(
    *,
    peaks: list[str],
    genome: str,
    digests: str,
    blacklist: str | None,
    tensor: str,
    row_counts: str,
    **settings: Any,
) -> None:
    """Write the study's tensor file, after a check that the genome has the split's chromosomes.

    Args:
        peaks: the table of whole peaks of each experiment.
        genome: indexed FASTA.
        digests: the genome's digests.
        blacklist: BED of regions to avoid, or None.
        tensor: output, HDF5.
        row_counts: output, TSV of step, reason, rows.
        settings: the other arguments of `data.multitask.study_tensor.build_study_tensor`.
    """
    check_chromosomes(settings["split"], read_digests(digests), settings["assembly"])
    study_tensor.build_study_tensor(
        peaks=peaks,
        genome=genome,
        digests=digests,
        blacklist=blacklist,
        tensor=tensor,
        row_counts=row_counts,
        **settings,
    )
