"""Rule explain_neighbours: the effect of neighbouring sites on a model's predictions."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.steps.explain_neighbours import explain_neighbours

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
explain_neighbours(**snakemake.input, **snakemake.output, settings=snakemake.params.settings)
