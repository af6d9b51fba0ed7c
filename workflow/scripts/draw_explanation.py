"""Rule draw_explanation: name and draw what one trained model has learned."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.steps.draw_explanation import draw_explanation

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
files = dict(snakemake.input.items()) | dict(snakemake.output.items())
# No file of known motifs is an empty list.
files["known"] = files.get("known") or None
draw_explanation(**files, **snakemake.params.settings)
