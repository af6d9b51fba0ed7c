"""Rule evaluate: compute metrics of one model and its baselines, and draw figures."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.steps.evaluate import evaluate

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
baselines, figures = dict(snakemake.input.items()), dict(snakemake.output.items())
evaluate(
    predictions=baselines.pop("predictions"),
    tensor=baselines.pop("tensor"),
    baselines=baselines,
    metrics=figures.pop("metrics"),
    figures=figures,
    settings=snakemake.params.settings,
)
