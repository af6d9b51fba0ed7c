"""Rule summarise: put all metrics into one table."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.steps.summarise import summarise

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
summarise(metrics=snakemake.input, summary=snakemake.output[0])
