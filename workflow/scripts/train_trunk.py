"""Rule train_trunk: train one network on all experiments of a study."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.steps.train_trunk import train_trunk

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
train_trunk(
    **snakemake.input,
    **snakemake.output,
    settings=snakemake.params.settings,
    code=snakemake.params.code,
)
