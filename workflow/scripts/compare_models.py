"""Rule compare_models: compare models over their random restarts."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.steps.compare_models import compare_models

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
compare_models(
    **snakemake.input,
    **snakemake.output,
    seconds=snakemake.params.seconds,
    **snakemake.params.settings,
)
