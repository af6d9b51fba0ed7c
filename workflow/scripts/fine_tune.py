"""Rule fine_tune: train a trunk further on one experiment."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.steps.fine_tune import fine_tune

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
fine_tune(
    **snakemake.input,
    **snakemake.output,
    settings=snakemake.params.settings,
    code=snakemake.params.code,
)
