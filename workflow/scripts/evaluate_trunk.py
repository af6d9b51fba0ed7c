"""Rule evaluate_trunk: metrics of each task of a trunk along the held-out chromosomes."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.steps.evaluate_trunk import evaluate_trunk

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
evaluate_trunk(**snakemake.input, **snakemake.output, settings=snakemake.params.settings)
