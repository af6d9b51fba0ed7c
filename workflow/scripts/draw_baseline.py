"""Rule draw_baseline: draw the figures of a baseline alone, with its interval."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.steps.evaluate import draw_baseline

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
draw_baseline(
    predictions=snakemake.input.predictions,
    figures=dict(snakemake.output.items()),
    settings=snakemake.params.settings,
)
