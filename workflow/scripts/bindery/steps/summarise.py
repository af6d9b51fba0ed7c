"""Rule summarise: put all metrics into one table."""

from collections.abc import Sequence

from bindery.evaluation.summary import write_summary


def summarise(*, metrics: Sequence[str], summary: str) -> None:
    """Put metrics files into one table, with a row for each experiment and model.

    Args:
        metrics: paths of metrics.json files, in the order of the rows.
        summary: output, TSV, see `summary.write_summary`.
    """
    write_summary(list(metrics), summary)
