"""Rule score_released: score a user's sequences or regions by a model of another study."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.steps.score_released import score_released

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
score_released(
    file=snakemake.input.file,
    model=snakemake.input.model,
    genome=snakemake.input.get("genome"),
    scores=snakemake.output[0],
    settings=snakemake.params.settings,
)
