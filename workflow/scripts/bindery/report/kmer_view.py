"""The 8-mers of a microarray on an experiment's page."""

from collections.abc import Mapping

from bindery import tsv
from bindery.report.inline_svg import inline_svg

SHOWN = 10
TEXT = ("kmer", "reverse_complement")
NUMBERS = ("probes", "median_intensity", "e_score", "predicted_e_score")


def kmer_view(number: int, model: Mapping) -> dict | None:
    """The figure and the best rows of a model's table of 8-mers; None if it has none.

    Args:
        number: number of the model on the page.
        model: see `experiment_page.write_experiment_page`.
    """
    if not model.get("kmer_table"):
        return None
    words = f"Enrichment scores of 8-mers, measured and by {model['name']}"
    rows = [
        {key: row[key] for key in TEXT} | {key: float(row[key]) for key in NUMBERS}
        for row in tsv.read(model["kmer_table"])
    ]
    figure = inline_svg(model["kmers"], f"kmers{number}-", words)
    return {"figure": figure, "rows": rows[:SHOWN], "count": len(rows)}
