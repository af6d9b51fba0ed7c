"""Rule draw_changes: draw random changes of the kinds of a file's changes."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.steps.draw_changes import draw_changes

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
draw_changes(
    changes=snakemake.input.changes,
    genome=snakemake.input.get("genome"),
    random=snakemake.output[0],
    settings=snakemake.params.settings,
)
