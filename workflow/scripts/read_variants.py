"""Rule read_variants: read a file of variants, and write both alleles' windows of each."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.steps.read_variants import read_variants

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
read_variants(
    file=snakemake.input.file,
    genome=snakemake.input.get("genome"),
    changes=snakemake.output.changes,
    unscored=snakemake.output.unscored,
    counts=snakemake.output.counts,
    settings=snakemake.params.settings,
)
