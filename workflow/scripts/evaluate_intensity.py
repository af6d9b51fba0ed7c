"""Rule evaluate_intensity: metrics and scatter of one model beside its baselines."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.steps.evaluate_intensity import evaluate_intensity

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
baselines = {
    name: path for name, path in snakemake.input.items() if name not in ("predictions", "tensor")
}
evaluate_intensity(
    predictions=snakemake.input.predictions,
    tensor=snakemake.input.tensor,
    baselines=baselines,
    metrics_file=snakemake.output.metrics,
    scatter=snakemake.output.scatter,
    **snakemake.params.settings,
)
