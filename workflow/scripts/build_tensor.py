"""Rule build_tensor: put peaks, background and genome together into a tensor file."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.assembling import build_tensor

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
build_tensor(
    peaks=snakemake.input.peaks,
    background=snakemake.input.get("background") or None,
    genome=snakemake.input.genome,
    digests_table=snakemake.input.digests,
    **snakemake.output,
    **snakemake.params.settings,
)
