"""Rule write_card: say what a model is and was trained on, so that its folder stands alone."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.steps.write_card import write_card

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
columns = snakemake.params.settings["data"]
write_card(
    model=snakemake.input.model,
    metrics=snakemake.input.metrics,
    provenance=snakemake.input.provenance,
    sources={
        one["column"]: snakemake.input[one["column"]]
        for one in columns
        if one["column"] in snakemake.input.keys()  # noqa: SIM118  Not the paths themselves.
    },
    card=snakemake.output.card,
    settings=snakemake.params.settings,
)
