"""The page of a study: its experiments compared with each other and with published values."""

from collections.abc import Iterable, Sequence
from os import PathLike

from bindery.evaluation.published import read_comparison
from bindery.evaluation.random_restarts import read_entries, table_of
from bindery.evaluation.summary import read_summary
from bindery.figures import numerals
from bindery.figures.comparison import NAMED
from bindery.figures.logo.symbols import symbols
from bindery.figures.words import name_of
from bindery.motifs.known_library import Library, read_library
from bindery.report.experiment_page import render
from bindery.report.first_motif import FirstMotif, read_first_motif
from bindery.report.inline_svg import inline_svg
from bindery.report.overview import comparisons, published_table, quality_table
from bindery.row_counts import read_row_counts
from bindery.study.baseline_names import is_baseline
from bindery.verification.checks import read_checks, summary_of, wrong


def _published_view(published: dict, baselines: set[str]) -> dict:
    """The page's section on published values: texts, figure and table."""
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
    """The page's section on models over random restarts: figure and table."""
    shown = "AUROC of each model in each experiment, over the restarts of its training"
    return {
        "figure": inline_svg(models["figure"], "models-", shown),
        "table": table_of(read_entries(models["table"])),
    }


def _libraries_view(libraries: Iterable[tuple[str, str]]) -> list[dict]:
    """Each library of known motifs, with the names of what was matched with it."""
    found: dict[Library, list[str]] = {}
    for name, path in libraries:
        names = found.setdefault(read_library(path), [])
        if name not in names:
            names.append(name)
    return [
        {"words": library.words, "warning": library.warning, "names": names}
        for library, names in found.items()
    ]


def _tables(models: dict | None, published: dict | None) -> list[str]:
    """The study's tables, beside the page."""
    further = {"models.tsv": models, "published.tsv": published}
    return ["summary.tsv", *(name for name, made in further.items() if made)]


def _trunk_view(trunk: str, figure: str) -> dict:
    """A trunk's part of the page's section on shared motifs."""
    shown = "Influence of the detectors of one network on the score of each experiment"
    return {"name": trunk, "figure": inline_svg(figure, f"trunk-{trunk}-", shown)}


def _symbols(motifs: Iterable[FirstMotif | None]) -> str:
    """The outlines of the letters of first motifs; none if there are no motifs."""
    found = [motif for motif in motifs if motif]
    return symbols(rna=any(motif.rna for motif in found)) if found else ""


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
    verification: str | PathLike | None = None,
    explained: Iterable[tuple[Sequence[str], str, str]] = (),
    trunks: Iterable[tuple[str, str]] = (),
    libraries: Iterable[tuple[str, str]] = (),
    scoring: Sequence[str] = (),
    variants: Sequence[str] = (),
) -> None:
    """Write the page of a study: its experiments compared, their data, and how they were made.

    Args:
        page: output, HTML.
        title: title of the study.
        label: notice at the top, such as "simulated data", or None.
        summary: TSV, a row for each experiment and model.
        comparison: SVG of `comparison.plot_comparison`, or None.
        rulegraph: SVG, or None.
        experiments: dicts of an experiment and its row_counts (title -> TSV).
        skipped: pairs of a skipped experiment and the reason.
        genome: facts such as the assembly, its digest and the held-out chromosomes.
        published: table (TSV) and figure (SVG) of rule compare_published, measure, title and
            source; None if nothing is compared with published values.
        models: table (TSV) and figure (SVG) of rule compare_models; None if models are not
            compared over random restarts.
        verification: TSV of the rule verify, or None if the results are not verified.
        explained: for each interpreted model, its names (experiment, model), the table of its
            motifs (TSV) and their matrices (MEME's format).
        trunks: for each interpreted trunk, its name and the figure of its detectors' influence.
        libraries: the known motifs (JSON) that each experiment or trunk was matched with, by name.
        scoring: names of the files that all deep models scored.
        variants: names of the files of variants, each with a page of its own.
    """
    rows = read_summary(summary)
    baselines = {row["model"] for row in rows if is_baseline(row["model"])}
    row_counts = {
        entry["experiment"]: {
            name: read_row_counts(path) for name, path in entry["row_counts"].items()
        }
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
    if verification:
        checks = read_checks(verification)
        drawn["verified"] = {"line": summary_of(checks), "wrong": list(wrong(checks))}
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
        symbols=_symbols(motifs.values()),
        experiments=len({row["experiment"] for row in rows}),
        quality=quality_table(row_counts),
        skipped=[tuple(entry) for entry in skipped],
        genome=numerals.flattened(genome),
        libraries=_libraries_view(libraries),
        scoring=scoring,
        variants=variants,
        tables=_tables(models, published),
        trunks=[_trunk_view(*trunk) for trunk in trunks],
        **drawn,
    )
