"""Rule plot_comparison: draw all experiments and models in one figure."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.steps.plot_comparison import plot_comparison

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
plot_comparison(summary=snakemake.input[0], figure=snakemake.output[0], **snakemake.params.settings)
