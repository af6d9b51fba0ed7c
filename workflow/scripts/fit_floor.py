"""Rule fit_floor: fit a simple model that a deep one must beat."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.floors import fit_floor

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
fit_floor(
    tensor=snakemake.input.tensor,
    model=snakemake.output.model,
    predictions=snakemake.output.predictions,
    provenance_file=snakemake.output.provenance,
    **snakemake.params.settings,
)
