"""What pages say first of a model at chance, of its motifs, of their library, and of quartiles."""

import json
import re
from pathlib import Path

import pytest
from inputs.pages_cases import CHANCE, Case
from unit.report.test_experiment_page import (
    BASELINE_METRICS,
    CORRELATIONS,
    FUNGI,
    METRICS,
    Page,
    experiment,
    history_figure,
    intensities,
    study_arguments,
    with_summary,
)
from unit.report.test_scored_files import written

from bindery.motifs.known_library import Library, write_library
from bindery.report.experiment_page import write_experiment_page
from bindery.report.study_page import write_study_page

# Fixtures of the pages' arguments.
__all__ = ["experiment", "history_figure", "intensities", "study_arguments"]
COLUMNS = "motif detectors sites information influence auroc_lost consensus match match_name"
COLUMNS += " q_value significant"
AT_CHANCE = [case for case in CHANCE if case.expected and case.given.get("auroc", 0.9) != 0.9]
UNKNOWN = Library("JASPAR CORE", "JASPAR2026", "all", False, 2633)


def explained(arguments: dict, tmp_path: Path, library: Library, match: str = "MA1") -> dict:
    """The arguments of an experiment's page, its first model interpreted."""
    named = (match, match and "CTCF", match and "1e-7", str(int(bool(match))))
    cells = ["detector_2", "1", "90", "9.5", "0.5", "0.1", "ACGTG", *named]
    table = ["\t".join(COLUMNS.split()), "\t".join(cells)]
    (tmp_path / "motifs.tsv").write_text("\n".join(table) + "\n")
    write_library(tmp_path / "known.json", library)
    model = arguments["models"][0]
    model |= {kind: model["history"] for kind in ("motifs", "maps", "embedding")}
    model |= {"motif_table": str(tmp_path / "motifs.tsv"), "library": str(tmp_path / "known.json")}
    return arguments


@pytest.mark.parametrize("case", AT_CHANCE, ids=lambda case: case.name)
def test_the_first_line_says_that_a_model_is_at_chance(
    case: Case, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    of_class = case.given["target"] == "class"
    arguments = request.getfixturevalue("experiment" if of_class else "intensities")
    row = (METRICS if of_class else CORRELATIONS) | case.given
    Path(arguments["models"][0]["metrics"]).write_text(json.dumps(row))
    write_experiment_page(page=tmp_path / "report.html", **arguments)
    text = Page(tmp_path / "report.html").text
    said = text.index("deepbind is not better than chance: ")
    assert said < text.index("Data Peaks") and said < text.index("Performance")


def test_motifs_at_chance_have_no_names_on_the_page(experiment: dict, tmp_path: Path) -> None:
    arguments = explained(experiment, tmp_path, FUNGI, match="")
    (tmp_path / "deep.json").write_text(json.dumps(METRICS | AT_CHANCE[0].given))
    write_experiment_page(page=tmp_path / "report.html", **arguments)
    page = Page(tmp_path / "report.html")
    assert "Its motifs mean nothing." in page.text
    assert "mutation maps mean nothing, and are not compared with known motifs" in page.text
    assert "CTCF" not in page.text and "match a known one" not in page.text


def test_a_model_above_chance_has_its_names_and_no_warning(
    experiment: dict, tmp_path: Path
) -> None:
    write_experiment_page(page=tmp_path / "report.html", **explained(experiment, tmp_path, FUNGI))
    page = Page(tmp_path / "report.html")
    assert "warning" not in page.values("class")
    assert "CTCF (MA1)" in page.text
    assert page.text.count("JASPAR2026 CORE, fungi (193 matrices)") == 2


def test_an_unknown_group_is_told_with_the_key_to_set(experiment: dict, tmp_path: Path) -> None:
    write_experiment_page(page=tmp_path / "report.html", **explained(experiment, tmp_path, UNKNOWN))
    page = Page(tmp_path / "report.html")
    assert "JASPAR2026 CORE, all taxonomic groups (2,633 matrices)" in page.text
    assert "set genome.group, or explanation.group in a study without a genome" in page.text


def test_a_study_names_each_library_and_what_was_matched_with_it(
    study_arguments: dict, tmp_path: Path
) -> None:
    libraries = []
    for name, library in (("Reb1_YPD", FUNGI), ("Abf1", UNKNOWN), ("trunk wide", FUNGI)):
        write_library(tmp_path / f"{name}.json", library)
        libraries.append((name, str(tmp_path / f"{name}.json")))
    write_study_page(page=tmp_path / "report.html", libraries=libraries, **study_arguments)
    text = Page(tmp_path / "report.html").text
    assert "motifs of Reb1_YPD, trunk wide: JASPAR2026 CORE, fungi (193 matrices)." in text
    assert "motifs of Abf1: JASPAR2026 CORE, all taxonomic groups (2,633 matrices): the" in text


def test_a_study_counts_and_marks_models_at_chance(study_arguments: dict, tmp_path: Path) -> None:
    rows = [METRICS, METRICS | {"experiment": "Abf1"} | AT_CHANCE[0].given, BASELINE_METRICS]
    arguments = with_summary(study_arguments, tmp_path, *rows)
    write_study_page(page=tmp_path / "report.html", **arguments)
    page = Page(tmp_path / "report.html")
    (table,) = re.findall(r'<table id="summary".*?</table>', page.source, re.S)
    assert table.count("not better than chance") == 1
    assert "Not better than chance" in page.text
    # Two experiments: the medians are labelled, and so are their quartiles.
    assert "AUROC: median (quartiles)" in page.text


def test_a_single_experiment_has_no_quartiles(study_arguments: dict, tmp_path: Path) -> None:
    arguments = with_summary(study_arguments, tmp_path, METRICS, BASELINE_METRICS)
    write_study_page(page=tmp_path / "report.html", **arguments)
    page = Page(tmp_path / "report.html")
    dash = "\N{EN DASH}"
    assert f"(0.912{dash}0.912)" not in page.text and "quartiles" not in page.text
    assert f"0.912 (0.884{dash}0.937)" in page.text


def test_a_study_links_its_tables_models_and_scores(study_arguments: dict, tmp_path: Path) -> None:
    write_study_page(page=tmp_path / "report.html", scoring=["candidates"], **study_arguments)
    links = set(Page(tmp_path / "report.html").values("href"))
    folder = "Reb1_YPD/deepbind"
    assert {"summary.tsv", f"{folder}/model.keras", f"{folder}/provenance.json"} <= links
    assert f"{folder}/scores.candidates.tsv.gz" in links


def test_a_page_has_no_date_in_its_bytes(experiment: dict, tmp_path: Path) -> None:
    pages = []
    for date in ("2026-01-02T03:04:05+00:00", "2027-01-02T03:04:05+00:00"):
        facts = json.loads((tmp_path / "provenance.json").read_text()) | {"date": date}
        (tmp_path / "provenance.json").write_text(json.dumps(facts))
        write_experiment_page(page=tmp_path / "report.html", **experiment)
        pages.append((tmp_path / "report.html").read_bytes())
    assert pages[0] == pages[1] and b"document.lastModified" in pages[0]


def test_scores_of_one_s_own_sequences_show(experiment: dict, tmp_path: Path) -> None:
    path = written(tmp_path / "scores.mine.tsv.gz", [float(number) for number in range(12)])
    experiment["models"][0]["scores"] = {"mine": str(path)}
    write_experiment_page(page=tmp_path / "report.html", **experiment)
    page = Page(tmp_path / "report.html")
    assert "mine: 12 scored" in page.text and "c11 0\N{EN DASH}101 11.000" in page.text
    assert "Histogram of the scores of mine by deepbind" in page.values("aria-label")
    assert "deepbind/scores.mine.tsv.gz" in page.values("href")


def test_plain_words(experiment: dict, tmp_path: Path) -> None:
    write_experiment_page(page=tmp_path / "report.html", **experiment)
    page = Page(tmp_path / "report.html")
    for word in ("Tensor", "target 1", "Step", "Which", "Reason"):
        assert word not in page.text
    assert '<h3 class="apart">Sequences for training, validation and test</h3>' in page.source


def test_pages_link_the_pages_of_variants(
    study_arguments: dict, experiment: dict, tmp_path: Path
) -> None:
    write_study_page(page=tmp_path / "study.html", variants=["my.vcf"], **study_arguments)
    assert "variants/my.vcf/report.html" in Page(tmp_path / "study.html").values("href")
    write_experiment_page(page=tmp_path / "own.html", variants=["my.vcf"], **experiment)
    assert "../variants/my.vcf/report.html" in Page(tmp_path / "own.html").values("href")
    write_experiment_page(page=tmp_path / "own.html", **experiment)
    assert "Variants" not in Page(tmp_path / "own.html").text
