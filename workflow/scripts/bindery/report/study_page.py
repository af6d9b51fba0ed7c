"""The page of a study: its experiments compared, and set beside published values."""

from collections.abc import Iterable, Sequence
from os import PathLike

from bindery.evaluation.restarts import read_entries, table_of
from bindery.evaluation.summary import read_summary
from bindery.figures import numerals
from bindery.figures.comparison import NAMED
from bindery.figures.logo_symbols import symbols
from bindery.figures.words import name_of
from bindery.report.experiment_page import render
from bindery.report.first_motif import read_first_motif
from bindery.report.inline_svg import inline_svg
from bindery.report.overview import comparisons, published_table, quality_table
from bindery.row_counts import read_account
from bindery.study.published_values import read_comparison
from bindery.targets import kinds


def _published_view(published: dict, baselines: set[str]) -> dict:
    """What the page shows of published values: their words, the figure, and the table."""
    measure = published["measure"]
    name = name_of(measure)
    shown = f"{name} of each deep model against the published one"
    return {
        "name": name,
        "title": published["title"],
        "source": published["source"],
        "figure": inline_svg(published["figure"], "published-", shown),
        "table": published_table(read_comparison(published["table"]), baselines, measure),
    }


def _models_view(models: dict) -> dict:
    """What the page shows of models over their restarts: the figure, and the table."""
    shown = "AUROC of each model in each experiment, over the restarts of its training"
    return {
        "figure": inline_svg(models["figure"], "models-", shown),
        "table": table_of(read_entries(models["table"])),
    }


def write_study_page(
    *,
    page: str | PathLike,
    title: str,
    label: str | None,
    summary: str | PathLike,
    comparison: str | PathLike | None,
    rulegraph: str | PathLike | None,
    experiments: list[dict],
    skipped: list[tuple[str, str]],
    genome: dict,
    published: dict | None = None,
    models: dict | None = None,
    explained: Iterable[tuple[Sequence[str], str, str]] = (),
) -> None:
    """Write the page of a study: its experiments compared, their data, how they were made.

    Args:
        page: output, HTML.
        title: of the study.
        label: notice on top, such as "simulated data", or None.
        summary: TSV, a row an experiment and model.
        comparison: SVG of `comparison.plot_comparison`, or None.
        rulegraph: SVG, or None.
        experiments: experiment and accounts (title -> TSV) of each.
        skipped: experiment and reason of those left out.
        genome: facts such as the assembly, its digest and the held-out chromosomes.
        published: published values beside the results: table (TSV) and figure (SVG) of rule
            compare_published, measure, title and source; None where there are none.
        models: models over random restarts: table (TSV) and figure (SVG) of rule compare_models;
            None where they are not compared.
        explained: of each model that was looked into, its names (experiment, model) and its
            motifs: their table (TSV) and their matrices (MEME's format).
    """
    rows = read_summary(summary)
    baselines = {row["model"] for row in rows if row["model"] in kinds.baselines()}
    accounts = {
        entry["experiment"]: {name: read_account(path) for name, path in entry["accounts"].items()}
        for entry in experiments
    }
    motifs = {
        (names[0], names[1]): read_first_motif(table, meme) for names, table, meme in explained
    }
    compared = comparisons(rows, baselines, motifs)
    names = " and ".join(entry["kind"].first_name for entry in compared)
    shown = f"{names} of each model in each experiment"
    drawn: dict = {
        "comparison": comparison and inline_svg(comparison, "comparison-", shown),
        "rulegraph": rulegraph and inline_svg(rulegraph, "rulegraph-", "Rules of the workflow"),
    }
    if published:
        drawn["published"] = _published_view(published, baselines)
    if models:
        drawn["models"] = _models_view(models)
    render(
        page,
        "study.html",
        title=title,
        label=label,
        compared=compared,
        named=NAMED,
        unnamed=any(len(part["summary"]["experiments"]) > NAMED for part in compared),
        symbols=symbols() if any(motifs.values()) else "",
        experiments=len({row["experiment"] for row in rows}),
        quality=quality_table(accounts),
        skipped=[tuple(entry) for entry in skipped],
        genome=numerals.flattened(genome),
        **drawn,
    )
