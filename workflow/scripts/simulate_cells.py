"""Rule simulate_cells: make up the methylation of cells over a genome."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.steps.simulate_cells import simulate_cells

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
simulate_cells(
    genome=snakemake.input.genome,
    cells_file=snakemake.output[0],
    settings=snakemake.params.settings,
)
