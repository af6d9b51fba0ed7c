"""Rule compare_models: compare models over their random restarts."""

from collections.abc import Sequence

from bindery.evaluation.random_restarts import read_entry, write_entries
from bindery.figures.random_restarts import plot_restarts


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
    """Write a table and a figure of models compared over random restarts.

    Args:
        metrics: metrics.json of each experiment and model.
        provenance: provenance.json of each, in the same order.
        seconds: Snakemake's benchmark file of each training, in the same order.
        is_baseline: whether each model is a baseline.
        table: output, TSV.
        figure: output, SVG.
        label: notice such as "simulated data", or None.
    """
    entries = [
        read_entry(*one) for one in zip(metrics, provenance, seconds, is_baseline, strict=True)
    ]
    write_entries(table, entries)
    plot_restarts(figure, entries, label)
