"""Rule build_study_tensor: label windows of the genome for all experiments of a study."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.steps.build_study_tensor import build_study_tensor

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
build_study_tensor(
    peaks=list(snakemake.input.peaks),
    genome=snakemake.input.genome,
    digests=snakemake.input.digests,
    blacklist=snakemake.input.get("blacklist") or None,
    **snakemake.output,
    **snakemake.params.settings,
)
