"""Rule fit_baseline: fit a simple model that a deep one must beat, and evaluate it."""

from typing import TYPE_CHECKING

from bindery import logs
from bindery.steps.evaluate import evaluate
from bindery.steps.evaluate_intensity import evaluate_intensity
from bindery.training.baselines import fit_baseline

if TYPE_CHECKING:
    from snakemake.iocontainers import snakemake

logs.start(snakemake.log[0])
settings, output = dict(snakemake.params.settings), snakemake.output
evaluation = settings.pop("evaluation")
files = {"tensor": snakemake.input.tensor, "predictions": output.predictions}
fit_baseline(model=output.model, provenance_file=output.provenance, **files, **settings)
judged = {**files, "baselines": {}, "metrics_file": output.metrics, **evaluation}
# The rule fit_baseline_intensity has this script too.
if output.get("scatter"):
    evaluate_intensity(scatter=output.scatter, **judged)
else:
    evaluate(roc=output.roc, pr=output.pr, **judged)
