"""Rule explain_variants: map the top variants of a file by one trained model."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.steps.explain_variants import explain_variants

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
explain_variants(
    inputs=dict(snakemake.input.items()),
    maps=snakemake.output[0],
    matching=snakemake.params.matching,
    settings=snakemake.params.settings,
)
