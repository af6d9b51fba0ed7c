"""Rule plot_comparison: draw all experiments and models in one figure."""

from bindery.evaluation.summary import read_summary
from bindery.figures import comparison
from bindery.study.baseline_names import is_baseline


def plot_comparison(*, summary: str, figure: str, label: str | None) -> None:
    """Draw every model in every experiment of a study.

    Args:
        summary: TSV, a row for each experiment and model.
        figure: output, SVG.
        label: notice such as "simulated data", or None.
    """
    rows = [{**row, "is_baseline": is_baseline(row["model"])} for row in read_summary(summary)]
    comparison.plot_comparison(figure, rows, label)
