"""Rule design_sequences: change sequences step by step for a trained model's score."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.steps.design_sequences import design_sequences

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
design_sequences(
    model=snakemake.input.model,
    # What is not asked for is an empty list.
    against=snakemake.input.against or None,
    file=snakemake.input.file or None,
    settings=snakemake.params.settings,
    **snakemake.output,
)
