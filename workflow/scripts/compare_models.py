"""Rule compare_models: models over the starts of their trainings, as a table and a figure."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.evaluation.restarts import read_entry, write_entries
from bindery.figures.restarts import plot_restarts

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
settings = snakemake.params.settings
entries = [
    read_entry(metrics, provenance, seconds, baseline)
    for metrics, provenance, seconds, baseline in zip(
        snakemake.input.metrics,
        snakemake.input.provenance,
        snakemake.params.seconds,
        settings["is_baseline"],
        strict=True,
    )
]
write_entries(snakemake.output.table, entries)
plot_restarts(snakemake.output.figure, entries, settings["label"])
