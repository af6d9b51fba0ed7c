"""Rule evaluate_cells: metrics, tables and figures of a methylation model."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.steps.evaluate_cells import evaluate_cells

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
inputs = dict(snakemake.input.items())
named = {name: inputs.pop(name) for name in ("predictions", "tensor")}
regions = inputs.pop("contexts", [])
evaluate_cells(
    **named,
    baselines=inputs,
    contexts=dict(zip(snakemake.params.contexts, regions, strict=True)),
    **snakemake.output,
    settings=snakemake.params.settings,
)
