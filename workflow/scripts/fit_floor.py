"""Rule fit_floor: fit a simple model that a deep one must beat, and evaluate it."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.evaluating import evaluate
from bindery.evaluating_intensity import evaluate_intensity
from bindery.floors import fit_floor

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
settings, outputs = dict(snakemake.params.settings), dict(snakemake.output.items())
evaluation = settings.pop("evaluation")
tensor, predictions = snakemake.input.tensor, outputs.pop("predictions")
fit_floor(
    tensor=tensor,
    model=outputs.pop("model"),
    predictions=predictions,
    provenance_file=outputs.pop("provenance"),
    **settings,
)
own = evaluate_intensity if "scatter" in outputs else evaluate
# What is left are the metrics and figures, by the names that an evaluation has for them.
figures = {"metrics_file": outputs.pop("metrics"), **outputs}
own(tensor=tensor, predictions=predictions, floors={}, **figures, **evaluation)
