"""Rule report_experiment: an experiment's page."""

from pathlib import Path
from typing import TYPE_CHECKING

from bindery import logs
from bindery.report.experiment_page import write_experiment_page

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
settings = dict(snakemake.params.settings)
deep, baselines = settings.pop("models"), settings.pop("baselines")
inputs = snakemake.input
histories = [*inputs.history, *[None] * len(baselines)]
models = [
    {"name": name, "metrics": metrics, "provenance": provenance, "history": history}
    for name, metrics, provenance, history in zip(
        [*deep, *baselines], inputs.metrics, inputs.provenance, histories, strict=True
    )
]
for kind in ("roc", "pr", "scatter"):
    for model, file in zip(models, inputs.get(kind, ()), strict=False):
        model[kind] = file
inside = ("motifs", "motif_table", "maps", "embedding", "patterns", "pattern_table")
for kind in ("calibration", *inside):
    files = {Path(file).parent.name: file for file in inputs.get(kind, ())}
    for model in models:
        if model["name"] in files:
            model[kind] = files[model["name"]]
stages = {"Peaks": "peaks", "Background": "background", "Tensor": "tensor"}
accounts = {title: inputs.get(key) for title, key in stages.items() if inputs.get(key)}
write_experiment_page(page=snakemake.output[0], accounts=accounts, models=models, **settings)
