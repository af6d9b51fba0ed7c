"""Rule build_tensor: put an experiment's data, whatever its assay, into a tensor file."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.steps.build_tensor import build_tensor

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
inputs = dict(snakemake.input.items())
# The genome is read by its index, which lies beside it.
inputs.pop("fai", None)
build_tensor(
    assay=snakemake.params.assay,
    inputs=inputs,
    **snakemake.output,
    settings=snakemake.params.settings,
    labels_seed=snakemake.params.labels_seed,
)
