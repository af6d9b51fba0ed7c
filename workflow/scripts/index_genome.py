"""Rule index_genome: index the genome, and verify the content of its sequences."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.steps.index_genome import index_genome

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
index_genome(
    fasta=snakemake.input[0],
    sizes=snakemake.output.sizes,
    digests=snakemake.output.digests,
    recorded=snakemake.output.recorded,
    **snakemake.params.settings,
)
