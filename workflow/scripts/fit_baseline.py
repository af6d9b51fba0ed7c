"""Rule fit_baseline: fit and evaluate a simple model that deep models are compared with."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.steps.fit_baseline import fit_baseline

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
fit_baseline(**snakemake.input, **snakemake.output, settings=snakemake.params.settings)
