"""Rule report_experiment: an experiment's page."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.report import write_experiment_page

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
settings = dict(snakemake.params.settings)
deep, floors = settings.pop("models"), settings.pop("floors")
inputs = snakemake.input
files = zip(inputs.metrics, inputs.roc, inputs.pr, inputs.provenance, strict=True)
histories = [*inputs.history, *[None] * len(floors)]
models = [
    {"name": name, "metrics": m, "roc": r, "pr": p, "provenance": v, "history": h}
    for name, (m, r, p, v), h in zip([*deep, *floors], files, histories, strict=True)
]
stages = {"Peaks": "peaks", "Background": "background", "Tensor": "tensor"}
accounts = {title: inputs.get(key) for title, key in stages.items() if inputs.get(key)}
write_experiment_page(page=snakemake.output[0], accounts=accounts, models=models, **settings)
