"""Rule train_methylation: train one model of the methylation of several cells."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.steps.train_methylation import train_methylation

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
modules = dict(snakemake.input.items())
train_methylation(
    tensor=modules.pop("tensor"),
    modules=modules,
    **snakemake.output,
    settings=snakemake.params.settings,
    code=snakemake.params.code,
)
