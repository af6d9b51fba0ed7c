"""Rule fold_rna: write the secondary structure of an experiment's sequences."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.steps.fold_rna import fold_rna

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
fold_rna(
    tensor=snakemake.input.tensor,
    # No file of contexts is an empty list.
    given=snakemake.input.given or None,
    structure=snakemake.output.structure,
    processes=snakemake.threads,
    **snakemake.params.settings,
)
