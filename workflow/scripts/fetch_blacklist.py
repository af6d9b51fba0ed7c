"""Rule fetch_blacklist: fetch the genome's blacklist."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.steps.fetch_blacklist import fetch_blacklist

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
fetch_blacklist(
    target=snakemake.output.blacklist,
    recorded=snakemake.output.recorded,
    **snakemake.params.settings,
)
