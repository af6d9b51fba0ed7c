"""Rule compare_published: compare the study's values with published ones."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.steps.compare_published import compare_published

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
compare_published(summary=snakemake.input[0], **snakemake.output, **snakemake.params.settings)
