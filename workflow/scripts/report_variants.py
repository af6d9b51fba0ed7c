"""Rule report_variants: write the page of a file of variants."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.steps.report_variants import report_variants

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
inputs = dict(snakemake.input.items())
report_variants(page=snakemake.output[0], inputs=inputs, settings=snakemake.params.settings)
