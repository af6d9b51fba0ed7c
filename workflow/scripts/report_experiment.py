"""Rule report_experiment: write an experiment's page."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.steps.report_experiment import report_experiment

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
inputs = dict(snakemake.input.items())
report_experiment(page=snakemake.output[0], inputs=inputs, settings=snakemake.params.settings)
