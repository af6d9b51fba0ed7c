"""Rule report_study: write the study's page."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.steps.report_study import report_study

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
inputs = dict(snakemake.input.items())
report_study(page=snakemake.output[0], inputs=inputs, settings=snakemake.params.settings)
