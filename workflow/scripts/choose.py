"""Rule choose: combine candidates into one model."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.steps.choose import choose

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
choose(
    tensor=snakemake.input.tensor,
    models=list(snakemake.input.models),
    predictions=list(snakemake.input.predictions),
    model=snakemake.output.model,
    combined=snakemake.output.predictions,
    provenance=snakemake.output.provenance,
    choice=snakemake.output.choice,
    settings=snakemake.params.settings,
)
