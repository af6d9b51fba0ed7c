"""Rule find_patterns: patterns in the attributions of one trained model."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.steps.find_patterns import find_patterns

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
# No file of known motifs is an empty list.
files = dict(snakemake.input.items()) | {"known": snakemake.input.get("known") or None}
find_patterns(**files, **snakemake.output, **snakemake.params.settings)
