"""Rule simulate: make up a genome with planted sites, and its peaks."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.data.simulation import simulate

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
simulate(
    genome=snakemake.output.genome,
    peaks=dict(zip(snakemake.params.settings["motifs"], snakemake.output.peaks, strict=True)),
    **snakemake.params.settings,
)
