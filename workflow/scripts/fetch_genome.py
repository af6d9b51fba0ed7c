"""Rule fetch_genome: fetch the genome as a plain FASTA."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.steps.fetch_genome import fetch_genome

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
settings = dict(snakemake.params.settings)
source = snakemake.input.get("local") or settings.pop("url")
fetch_genome(source=source, target=snakemake.output[0], expected=settings["expected"])
