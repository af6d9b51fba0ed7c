"""Rule draw_saturation: draw what every single-base change of regions does to a model's score."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.steps.draw_saturation import draw_saturation

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
draw_saturation(
    changes=snakemake.input.changes,
    figure=snakemake.output[0],
    title=snakemake.params.settings["title"],
)
