"""Rule simulate: simulate a genome with planted sites, and its peaks."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.steps.simulate import simulate

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
settings = snakemake.params.settings
peaks = dict(zip(settings["motifs"], snakemake.output.peaks, strict=True))
simulate(genome=snakemake.output.genome, peaks=peaks, **settings)
