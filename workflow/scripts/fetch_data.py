"""Rule fetch_data: fetch a file of peaks or sequences, unchanged, and verify its checksum."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.steps.fetch_data import fetch_data

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
fetch_data(target=snakemake.output[0], **snakemake.params.settings)
