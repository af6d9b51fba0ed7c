"""Rule find_patterns: find patterns in the attributions of one trained model."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.steps.find_patterns import find_patterns

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
find_patterns(**snakemake.input, **snakemake.output, **snakemake.params.settings)
