"""Rule enrich_kmers: which 8-mers rise from cycle to cycle of a SELEX experiment."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.steps.enrich_kmers import enrich_kmers

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
cycles = dict(snakemake.input.items())
tensor = cycles.pop("tensor")
enrich_kmers(tensor=tensor, cycles=cycles, **snakemake.output, settings=snakemake.params.settings)
