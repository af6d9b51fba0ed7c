"""Rule impute: fill in the states of sites that were not measured."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.steps.impute import impute

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
impute(**snakemake.input, **snakemake.output, settings=snakemake.params.settings)
