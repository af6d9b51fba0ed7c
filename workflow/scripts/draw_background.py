"""Rule draw_background: draw the windows where the protein is assumed not to bind."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.steps.draw_background import draw_background

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
draw_background(
    peaks=snakemake.input.peaks,
    genome=snakemake.input.genome,
    excluded=snakemake.input.excluded,
    given=snakemake.input.get("given") or None,
    annotation=snakemake.input.get("annotation") or None,
    others=list(snakemake.input.get("others", [])),
    **snakemake.output,
    **snakemake.params.settings,
)
