"""Rule fetch_beside_genome: fetch the genome's blacklist or annotation, a rule for each."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.steps.fetch_beside_genome import fetch_beside_genome

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
fetch_beside_genome(
    target=snakemake.output.fetched,
    recorded=snakemake.output.recorded,
    **snakemake.params.settings,
)
