"""Rule normalise_peaks: turn a peak file into windows, and count every row."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.steps.normalise_peaks import normalise_peaks

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
normalise_peaks(
    peaks=snakemake.input.peaks,
    genome=snakemake.input.genome,
    blacklist=snakemake.input.get("blacklist") or None,
    **snakemake.output,
    **snakemake.params.settings,
)
