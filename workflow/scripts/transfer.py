"""Rule transfer: fit one experiment's head to the features of a trunk."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.steps.transfer import transfer

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
transfer(**snakemake.input, **snakemake.output, settings=snakemake.params.settings)
