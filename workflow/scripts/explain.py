"""Rule explain: interpret one trained model of one experiment."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.steps.explain import explain

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
files = dict(snakemake.input.items()) | dict(snakemake.output.items())
explain(files=files, settings=snakemake.params.settings)
