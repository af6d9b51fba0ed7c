"""Rule find_patterns: patterns in the attributions of one trained model."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.steps.find_patterns import draw_patterns

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
files = dict(snakemake.input.items()) | dict(snakemake.output.items())
# No file of known motifs is an empty list.
files["known"] = files.get("known") or None
draw_patterns(**files, **snakemake.params.settings)
