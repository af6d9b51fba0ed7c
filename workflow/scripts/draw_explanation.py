"""Rule draw_explanation: name and draw what one trained model has learned."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.steps.draw_explanation import draw_explanation

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
# No file of known motifs is an empty list.
files = dict(snakemake.input.items()) | {"known": snakemake.input.get("known") or None}
draw_explanation(**files, **snakemake.output, **snakemake.params.settings)
