"""Rule draw_design: draw the steps of a design, or the logo of an optimised input."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.steps.draw_design import draw_design

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
draw_design(**snakemake.input, figure=snakemake.output[0], **snakemake.params.settings)
