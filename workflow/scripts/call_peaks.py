"""Rule call_peaks: the peaks of a scan's track."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.steps.call_peaks import call_peaks

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
call_peaks(
    track=snakemake.input.track,
    shuffled=snakemake.input.get("shuffled"),
    peaks=snakemake.output[0],
    settings=snakemake.params.settings,
)
