"""Rule unpack_model: take a released model out of its archive or folder."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.steps.unpack_model import unpack_model

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
unpack_model(source=snakemake.params.source, model=snakemake.output.model)
