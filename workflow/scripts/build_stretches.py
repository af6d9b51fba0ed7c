"""Rule build_stretches: put the peaks of all experiments and the genome into one file."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.steps.build_stretches import build_stretches

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
inputs = dict(snakemake.input.items())
inputs.pop("fai")
build_stretches(files=inputs | dict(snakemake.output.items()), settings=snakemake.params.settings)
