"""Rule verify: check that a study's results agree with each other and with what was recorded."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.steps.verify_results import verify_study

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
verify_study(summary=snakemake.input.summary, table=snakemake.output[0])
