"""Rule explain_trunk: measure the influence of a trunk's detectors on its tasks."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.steps.explain_trunk import explain_trunk

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
explain_trunk(**snakemake.input, **snakemake.output, settings=snakemake.params.settings)
