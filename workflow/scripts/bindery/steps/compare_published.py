"""Rule compare_published: the study's values beside published ones."""

from bindery.evaluation.summary import read_summary
from bindery.figures.published import plot_published
from bindery.figures.style import looks_of
from bindery.study.published_values import compare, write_comparison
from bindery.targets import kinds


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
    """Write a table and a figure of the study's values beside published ones.

    Args:
        summary: TSV, a row an experiment and model.
        table: output, TSV.
        figure: output, SVG.
        values: experiment -> published value.
        measure: column of the summary that is compared.
        title: what was published, and by whom.
        label: notice such as "simulated data", or None.
    """
    rows = read_summary(summary)
    compared = compare(rows, values, measure)
    write_comparison(table, compared, measure)
    looks = looks_of({**row, "is_baseline": row["model"] in kinds.baselines()} for row in rows)
    words = {"measure": measure, "title": title, "label": label}
    plot_published(figure, compared, looks, set(kinds.baselines()), words)
