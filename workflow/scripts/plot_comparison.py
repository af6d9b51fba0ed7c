"""Rule plot_comparison: all experiments and models in one figure."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.evaluation.summary import read_summary
from bindery.figures.comparison import plot_comparison

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
rows = [
    {**row, "is_baseline": row["model"] in snakemake.params.settings["baselines"]}
    for row in read_summary(snakemake.input[0])
]
plot_comparison(snakemake.output[0], rows, snakemake.params.settings["label"])
