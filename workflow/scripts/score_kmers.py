"""Rule score_kmers: which 8-mers a protein prefers on test probes, measured and by a model."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.steps.score_kmers import score_kmers

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
score_kmers(**snakemake.input, **snakemake.output, **snakemake.params.settings)
