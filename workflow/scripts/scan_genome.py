"""Rule scan_genome: score windows along the genome by a trained model."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.steps.scan_genome import scan_genome

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
scan_genome(
    model=snakemake.input.model,
    genome=snakemake.input.genome,
    regions=snakemake.input.get("regions"),
    track=snakemake.output[0],
    settings=snakemake.params.settings,
)
