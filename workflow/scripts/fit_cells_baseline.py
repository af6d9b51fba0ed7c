"""Rule fit_cells_baseline: fit and evaluate a baseline of the methylation of several cells."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.steps.fit_cells_baseline import fit_cells_baseline

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
fit_cells_baseline(**snakemake.input, **snakemake.output, settings=snakemake.params.settings)
