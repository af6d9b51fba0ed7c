"""Rule score_variants: score changes and random ones by a trained model."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.steps.score_variants import score_variants

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
score_variants(
    changes=snakemake.input.changes,
    random=snakemake.input.random,
    models=[snakemake.input.model],
    scores=[snakemake.output.scores],
    random_scores=[snakemake.output.random],
    threads=snakemake.threads,
    settings=snakemake.params.settings,
)
