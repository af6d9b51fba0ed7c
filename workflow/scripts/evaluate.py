"""Rule evaluate: metrics and curves of one model beside its baselines."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.steps.evaluate import evaluate

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
baselines = {
    name: path for name, path in snakemake.input.items() if name not in ("predictions", "tensor")
}
evaluate(
    predictions=snakemake.input.predictions,
    tensor=snakemake.input.tensor,
    baselines=baselines,
    metrics_file=snakemake.output.metrics,
    roc=snakemake.output.roc,
    pr=snakemake.output.pr,
    **snakemake.params.settings,
)
