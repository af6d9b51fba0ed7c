"""Rule fetch_blacklist: bring the genome's blacklist here."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.downloads import fetch_recorded

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
fetch_recorded(
    target=snakemake.output.blacklist,
    recorded=snakemake.output.recorded,
    **snakemake.params.settings,
)
