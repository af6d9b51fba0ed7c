"""Rule draw_neighbours: draw the effect of neighbouring sites on a model's predictions."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.steps.draw_neighbours import draw_neighbours

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
draw_neighbours(
    table=snakemake.input.table,
    figure=snakemake.output[0],
    title=snakemake.params.settings["title"],
)
