"""Rule annotate_vcf: write a VCF with the scores of all models as INFO fields."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.steps.annotate_vcf import annotate_vcf

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
annotate_vcf(
    file=snakemake.input.file,
    genome=snakemake.input.genome,
    unscored=snakemake.input.unscored,
    scores=snakemake.input.scores,
    annotated=snakemake.output.vcf,
    **snakemake.params.settings,
)
