"""Rule draw_rulegraph: the study's rules and how they hang together, as a picture."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.steps.draw_rulegraph import draw_rulegraph

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
draw_rulegraph(target=snakemake.output[0], **snakemake.params.settings)
