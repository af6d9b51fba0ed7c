"""Rule optimise_input: the sequences that a trained model likes best, by gradients."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.steps.optimise_input import optimise_input

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
optimise_input(
    model=snakemake.input.model,
    # What is not asked for is an empty list.
    against=snakemake.input.against or None,
    file=snakemake.input.file or None,
    settings=snakemake.params.settings,
    **snakemake.output,
)
