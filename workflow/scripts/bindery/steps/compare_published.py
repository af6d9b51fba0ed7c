"""Rule compare_published: compare the study's values with published ones."""

from bindery.evaluation.published import compare, write_comparison
from bindery.evaluation.summary import read_summary
from bindery.figures.published import plot_published
from bindery.figures.style import looks_of
from bindery.study.baseline_names import is_baseline


def compare_published(
    *,
    summary: str,
    table: str,
    figure: str,
    values: dict,
    measure: str,
    title: str,
    label: str | None,
) -> None:
    """Write a table and a figure that compare the study's values with published ones.

    Args:
        summary: TSV, a row for each experiment and model.
        table: output, TSV.
        figure: output, SVG.
        values: experiment -> published value.
        measure: column of the summary that is compared.
        title: name of the source of the published values.
        label: notice such as "simulated data", or None.
    """
    rows = read_summary(summary)
    compared = compare(rows, values, measure)
    write_comparison(table, compared, measure)
    baselines = {row["model"] for row in rows if is_baseline(row["model"])}
    looks = looks_of({**row, "is_baseline": is_baseline(row["model"])} for row in rows)
    words = {"measure": measure, "title": title, "label": label}
    plot_published(figure, compared, looks, baselines, words)
