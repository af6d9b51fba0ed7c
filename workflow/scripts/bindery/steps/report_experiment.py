"""Rule report_experiment: write an experiment's page."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from bindery.report.experiment_page import write_experiment_page
from bindery.targets.kinds import kinds

# Titles of the row counts, by the stage that wrote them.
STAGES = {"peaks": "Peaks", "background": "Background", "tensor": "Sequences"}
# The files of a model that a page shows, if they exist. Each is in the model's own folder.
OF_MODELS = (
    *("metrics", "provenance", "history", "calibration", "choice"),
    *("kmers", "kmer_table"),
    *("motifs", "motif_table", "library", "maps", "embedding", "patterns", "pattern_table"),
    *("cells", "contexts", "neighbours"),
)
# What SELEX alone has, of all models.
ENRICHMENT = ("enrichment", "enrichment_table", "enrichment_cycles")


def report_experiment(
    *, page: str, inputs: Mapping[str, str | Sequence[str]], settings: dict
) -> None:
    """Write the page of one experiment.

    Args:
        page: output, HTML.
        inputs: the files that the page shows: the row counts of each stage (see `STAGES`), and
            lists of the models' files (see `OF_MODELS`, and the figures of the kind of target),
            each in the folder of its model.
        settings: see `write_experiment_page`; `models` and `baselines` are names.
    """
    settings = dict(settings)
    models: dict[str, dict] = {
        name: {"name": name, "history": None}
        for name in [*settings.pop("models"), *settings.pop("baselines")]
    }
    figures = [name for kind in kinds().values() for name in kind.figures]
    for shown in (*OF_MODELS, *figures):
        for file in inputs.get(shown, ()):
            models[Path(file).parent.name][shown] = file
    for file in inputs.get("scores", ()):
        name = Path(file).name.removeprefix("scores.").removesuffix(".tsv.gz")
        models[Path(file).parent.name].setdefault("scores", {})[name] = file
    enrichment = {key: str(inputs[key]) for key in ENRICHMENT if inputs.get(key)}
    row_counts = {title: str(inputs[key]) for key, title in STAGES.items() if inputs.get(key)}
    write_experiment_page(
        page=page,
        row_counts=row_counts,
        leaks=str(inputs["leaks"]),
        models=list(models.values()),
        enrichment=enrichment,
        **settings,
    )
