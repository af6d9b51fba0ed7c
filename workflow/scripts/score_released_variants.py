"""Rule score_released_variants: score a study's variants by a model of another study."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.steps.score_released_variants import score_released_variants

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
score_released_variants(
    file=snakemake.input.file,
    model=snakemake.input.model,
    genome=snakemake.input.get("genome"),
    scores=snakemake.output.scores,
    random_scores=snakemake.output.random,
    unscored=snakemake.output.unscored,
    threads=snakemake.threads,
    settings=snakemake.params.settings,
)
