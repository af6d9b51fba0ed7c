"""Rule summarise: all metrics in one table."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.evaluation.summary import summarise

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
summarise(list(snakemake.input), snakemake.output[0])
