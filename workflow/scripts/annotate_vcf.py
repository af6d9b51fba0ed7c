"""Rule annotate_vcf: write the scores of all models into a VCF."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.steps.annotate_vcf import annotate_vcf

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
annotate_vcf(
    file=snakemake.input.file,
    unscored=snakemake.input.unscored,
    scores=list(snakemake.input.scores),
    sizes=snakemake.input.get("sizes"),
    vcf=snakemake.output.vcf,
    index=snakemake.output.index,
    settings=snakemake.params.settings,
)
