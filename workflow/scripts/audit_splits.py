"""Rule audit_splits: check that an experiment's splits share nothing."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.steps.audit_splits import audit_splits

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
audit_splits(tensor=snakemake.input.tensor, table=snakemake.output.table)
