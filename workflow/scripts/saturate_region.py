"""Rule saturate_region: score every single-base change of regions by a trained model."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.steps.saturate_region import saturate_region

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
settings = dict(snakemake.params.settings)
# A region is a setting, and a file an input.
region = settings.pop("region")
saturate_region(
    model=snakemake.input.model,
    genome=snakemake.input.genome,
    regions=region or snakemake.input.regions,
    changes=snakemake.output[0],
    **settings,
)
