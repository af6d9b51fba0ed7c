"""Rule compare_published: the study's values beside published ones, as a table and a figure."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.evaluation.published import compare, write_comparison
from bindery.evaluation.summary import read_summary
from bindery.figures.published import plot_published
from bindery.figures.style import looks_of
from bindery.study.settings import BASELINES

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
settings = snakemake.params.settings
rows = read_summary(snakemake.input[0])
compared = compare(rows, settings["values"], settings["measure"])
write_comparison(snakemake.output.table, compared, settings["measure"])
looks = looks_of({**row, "is_baseline": row["model"] in BASELINES} for row in rows)
plot_published(snakemake.output.figure, compared, looks, set(BASELINES), settings)
