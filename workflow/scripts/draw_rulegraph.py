"""Rule draw_rulegraph: draw the study's rules and their dependencies."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.steps.draw_rulegraph import draw_rulegraph

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
draw_rulegraph(target=snakemake.output[0], **snakemake.params.settings)
