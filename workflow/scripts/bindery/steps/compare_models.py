"""Rule compare_models: models over the random restarts of their trainings."""

from collections.abc import Sequence

from bindery.evaluation.restarts import read_entry, write_entries
from bindery.figures.restarts import plot_restarts


def compare_models(
    *,
    metrics: Sequence[str],
    provenance: Sequence[str],
    seconds: Sequence[str],
    is_baseline: Sequence[bool],
    table: str,
    figure: str,
    label: str | None,
) -> None:
    """Write a table and a figure of models over random restarts.

    Args:
        metrics: JSON of each experiment and model.
        provenance: JSON of each, in the same order.
        seconds: Snakemake's benchmark file of each one's training.
        is_baseline: whether each is a baseline.
        table: output, TSV.
        figure: output, SVG.
        label: notice such as "simulated data", or None.
    """
    entries = [
        read_entry(*one) for one in zip(metrics, provenance, seconds, is_baseline, strict=True)
    ]
    write_entries(table, entries)
    plot_restarts(figure, entries, label)
