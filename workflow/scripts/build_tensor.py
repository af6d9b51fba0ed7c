"""Rule build_tensor: put peaks, background and genome, or sequences, into a tensor file."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.data.peak_tensor import build_tensor
from bindery.data.sequence_tensor import build_sequence_tensor

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
inputs = snakemake.input
if "sequences" in inputs.keys():  # noqa: SIM118  It is a list with names.
    build_sequence_tensor(**inputs, **snakemake.output, **snakemake.params.settings)
else:
    build_tensor(
        peaks=inputs.peaks,
        background=inputs.get("background"),
        genome=inputs.genome,
        digests_table=inputs.digests,
        **snakemake.output,
        **snakemake.params.settings,
    )
