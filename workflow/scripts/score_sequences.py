"""Rule score_sequences: score a user's sequences or regions by a trained model."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.steps.score_sequences import score_sequences

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
score_sequences(
    file=snakemake.input.file,
    model=snakemake.input.model,
    genome=snakemake.input.get("genome"),
    scores=snakemake.output[0],
    settings=snakemake.params.settings,
)
