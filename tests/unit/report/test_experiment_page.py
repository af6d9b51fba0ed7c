"""Pages: what they show, that they stand alone, and that their figures do not mix."""

import json
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from bindery.evaluation import summary
from bindery.evaluation.summary import write_summary
from bindery.figures import comparison, curves, numerals
from bindery.figures import intensities as scatter
from bindery.figures.words import measures
from bindery.motifs.known_library import Library, write_library
from bindery.report import experiment_page, overview, study_page
from bindery.report.inline_svg import inline_svg
from bindery.study import calibration_presets

METRICS = {
    "experiment": "Reb1_YPD",
    "protein": "Reb1",
    "assay": "peaks",
    "model": "deepbind",
    "target": "class",
    "auroc": 0.91234,
    "auprc": 0.87654,
    "auroc_low": 0.88412,
    "auroc_high": 0.93678,
    "auprc_low": 0.84111,
    "auprc_high": 0.90222,
    "baseline": "kmer_logreg",
    "baseline_auroc": 0.87833,
    "gain_auroc": 0.03401,
    "gain_low": 0.01204,
    "gain_high": 0.05598,
    "n_train": 5410,
    "n_validation": 620,
    "n_test": 1450,
    "positives_train": 1804,
    "positives_validation": 207,
    "positives_test": 483,
}
GAINS = ("baseline", "baseline_auroc", "gain_auroc", "gain_low", "gain_high")
BASELINE_METRICS = {**METRICS, "model": "kmer_logreg", "auroc": 0.87833, **dict.fromkeys(GAINS)}
CORRELATIONS = {
    "experiment": "RBFOX2_R1",
    "protein": "RBFOX2",
    "assay": "peaks",
    "model": "deepbind",
    "target": "intensity",
    "pearson": 0.71234,
    "spearman": -0.01234,
    "pearson_low": 0.65612,
    "pearson_high": 0.76041,
    "spearman_low": -0.05612,
    "spearman_high": 0.03041,
    "baseline": "kmer_ridge",
    "baseline_pearson": 0.50119,
    "gain_pearson": 0.21115,
    "gain_pearson_low": 0.18111,
    "gain_pearson_high": 0.24222,
    "n_train": 23370,
    "n_validation": 5917,
    "n_test": 9905,
    "unmeasured_train": 471,
    "unmeasured_validation": 124,
    "unmeasured_test": 213,
}
RIDGE = {key: None if "gain" in key or "baseline" in key else v for key, v in CORRELATIONS.items()}
RIDGE |= {"model": "kmer_ridge", "pearson": 0.50119}
HISTORY = [
    {"epoch": epoch, "loss": 1 / epoch, "val_loss": 1.1 / epoch, "val_auprc": 0.8, "best": 0}
    for epoch in (1, 2, 3)
]
ROW_COUNTS = [
    ("read", "peaks", 11207),
    ("dropped", "duplicate position", 12),
    ("dropped", "too many unknown bases", 0),
    ("kept", "train", 9001),
    ("kept", "test", 1001),
]
FUNGI = Library("JASPAR CORE", "JASPAR2026", "fungi", True, 193)
WITH_SEARCH = ["summary", "row-counts", "skipped", "model-files"]
GRAPH = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
<svg width="90pt" height="40pt" viewBox="0 0 90 40" xmlns="http://www.w3.org/2000/svg"
 xmlns:xlink="http://www.w3.org/1999/xlink">
<script>alert(1)</script>
<g id="graph0"><title>a&#45;&gt;b</title><a xlink:href="http://example.org/"><text>train</text></a>
<use xlink:href="#graph0"/></g></svg>
"""


class Page(HTMLParser):
    """What a page holds: tags with their attributes, and its text."""

    def __init__(self, path):
        super().__init__()
        self.tags, self.words = [], []
        self.source = path.read_text(encoding="utf-8")
        self.feed(self.source)
        self.text = " ".join(" ".join(self.words).split())

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.words.append(data)

    def values(self, attribute):
        return [values[attribute] for _, values in self.tags if attribute in values]


def write_row_counts(path, rows=ROW_COUNTS):
    lines = ["step\treason\trows", *("\t".join(map(str, row)) for row in rows)]
    path.write_text("\n".join(lines) + "\n")
    return str(path)


def write_history(path):
    lines = ["\t".join(HISTORY[0]), *("\t".join(map(str, row.values())) for row in HISTORY)]
    path.write_text("\n".join(lines) + "\n")
    return str(path)


@pytest.fixture(scope="module")
def history_figure(tmp_path_factory):
    path = tmp_path_factory.mktemp("figures") / "history.svg"
    curves.plot_history(path, HISTORY)
    return path


@pytest.fixture
def experiment(tmp_path, history_figure):
    """Arguments of an experiment's page, all but the page."""
    figures = {kind: str(tmp_path / f"{kind}.svg") for kind in ("roc", "pr", "history")}
    for path in figures.values():
        shutil.copy(history_figure, path)
    (tmp_path / "deep.json").write_text(json.dumps(METRICS))
    (tmp_path / "baseline.json").write_text(json.dumps(BASELINE_METRICS))
    facts = {"git_commit": "0f3c9e1", "seed": 77, "versions": {"keras": "3.15.1"}, "command": None}
    (tmp_path / "provenance.json").write_text(json.dumps(facts))
    shared = {**figures, "provenance": str(tmp_path / "provenance.json")}
    baseline = {**shared, "name": "kmer_logreg", "metrics": str(tmp_path / "baseline.json")}
    return {
        "experiment": "Reb1_YPD",
        "protein": "Reb1",
        "assay": "peaks",
        "label": None,
        "row_counts": {"Peaks": write_row_counts(tmp_path / "qc.tsv")},
        "models": [
            {**shared, "name": "deepbind", "metrics": str(tmp_path / "deep.json")},
            {**baseline, "history": None},
        ],
        "settings": {"split": {"test": ["chrIV", "chrV"]}, "evaluation": {"confidence": 0.95}},
    }


@pytest.fixture
def study_arguments(tmp_path):
    """Arguments of a study's page, all but the page."""
    rows = [METRICS, BASELINE_METRICS]
    other = {"experiment": "Abf1", "protein": "Abf1", "auroc": 0.95111}
    rows += [{**METRICS, **other, "gain_low": -0.01}, {**BASELINE_METRICS, **other, "auroc": 0.9}]
    lines = ["\t".join(METRICS)]
    for row in rows:
        lines.append("\t".join("" if row[key] is None else str(row[key]) for key in METRICS))
    (tmp_path / "summary.tsv").write_text("\n".join(lines) + "\n")
    (tmp_path / "rulegraph.svg").write_text(GRAPH)
    read = summary.read_summary(tmp_path / "summary.tsv")
    comparison.plot_comparison(
        tmp_path / "comparison.svg",
        [{**row, "is_baseline": row["model"] == "kmer_logreg"} for row in read],
    )
    row_counts = write_row_counts(tmp_path / "qc.tsv")
    return {
        "title": "Yeast",
        "label": None,
        "summary": tmp_path / "summary.tsv",
        "comparison": tmp_path / "comparison.svg",
        "rulegraph": tmp_path / "rulegraph.svg",
        "experiments": [
            {"experiment": name, "row_counts": {"Peaks": row_counts}}
            for name in ("Reb1_YPD", "Abf1")
        ],
        "skipped": [("Xyz1", "too few peaks")],
        "genome": {"assembly": "sacCer3", "test": ["chrIV", "chrV"]},
    }


@pytest.fixture
def intensities(experiment, tmp_path):
    """Arguments of the page of an experiment of intensities, all but the page."""
    metrics = {"name": "RBFOX2_R1", "pearson": 0, "pearson_low": 0, "pearson_high": 0}
    metrics |= {key: 0 for key in ("spearman", "spearman_low", "spearman_high")}
    scatter.plot_scatter(
        tmp_path / "scatter.svg", np.arange(9.0), np.arange(9.0) ** 2, metrics, "m", "t"
    )
    for model, values in zip(experiment["models"], (CORRELATIONS, RIDGE), strict=True):
        path = tmp_path / f"{values['model']}.json"
        path.write_text(json.dumps(values))
        model |= {"name": values["model"], "metrics": str(path)}
        model |= {"scatter": str(tmp_path / "scatter.svg")}
        del model["roc"], model["pr"]
    history = tmp_path / "history.tsv"
    history.write_text(Path(write_history(history)).read_text().replace("auprc", "pearson"))
    experiment["models"][0]["history"] = str(history)
    return experiment | {"experiment": "RBFOX2_R1", "protein": "RBFOX2"}


def with_summary(study_arguments, tmp_path, *rows):
    """The study's arguments, its summary and comparison of other rows."""
    metrics = []
    for number, row in enumerate(rows):
        metrics.append(str(tmp_path / f"metrics_{number}.json"))
        Path(metrics[-1]).write_text(json.dumps(row))
    write_summary(metrics, study_arguments["summary"])
    read = summary.read_summary(study_arguments["summary"])
    comparison.plot_comparison(
        study_arguments["comparison"],
        [{**row, "is_baseline": row["model"].startswith("kmer")} for row in read],
    )
    return study_arguments


@pytest.fixture(params=["experiment", "study"])
def written_page(request, experiment, study_arguments, tmp_path):
    """A function that writes one of the two pages, with some arguments changed."""

    def write(name="report.html", **changed):
        path = tmp_path / name
        if request.param == "experiment":
            experiment_page.write_experiment_page(page=path, **{**experiment, **changed})
        else:
            study_page.write_study_page(page=path, **{**study_arguments, **changed})
        return Page(path)

    return write


def test_tracks_and_designs_are_linked_from_the_experiment(experiment, tmp_path):
    page = tmp_path / "report.html"
    asked = {"deepbind": ["scan.whole.bw", "design.a b.tsv"]}
    experiment_page.write_experiment_page(page=page, asked=asked, **experiment)
    links = Page(page).values("href")
    assert {"deepbind/scan.whole.bw", "deepbind/design.a%20b.tsv"} <= set(links)
    assert "Tracks and designs" in Page(page).text
    experiment_page.write_experiment_page(page=page, asked={"deepbind": []}, **experiment)
    assert "Tracks and designs" not in Page(page).text


def test_a_page_has_the_same_bytes_twice(written_page):
    assert written_page("first.html").source == written_page("second.html").source


def test_ids_are_unique_and_references_find_them(written_page):
    page = written_page()
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    assert sum(tag == "svg" for tag, _ in page.tags) >= 2
    references = re.findall(r"url\(#([^)]+)\)", page.source)
    references += [link[1:] for link in page.values("href") if link.startswith("#")]
    assert references
    assert set(references) <= set(ids)


def test_three_figures_of_one_file_do_not_share_ids(experiment, tmp_path):
    page = tmp_path / "report.html"
    experiment_page.write_experiment_page(page=page, **experiment)
    ids = Page(page).values("id")
    for prefix in ("roc1-", "pr1-", "history1-"):
        assert any(name.startswith(prefix) for name in ids)
    assert len(ids) == len(set(ids))


def test_a_page_loads_nothing(written_page):
    page = written_page()
    assert "@import" not in page.source
    assert not page.values("src")
    assert not {tag for tag, _ in page.tags} & {"link", "img", "iframe", "object", "embed"}
    assert not [link for link in page.values("href") if "//" in link]
    assert not re.search(r"url\((?!['\"]?#)", page.source)


def test_a_figures_style_stays_within_it(written_page):
    assert not re.search(r"(^|[>}])\s*\*\s*\{stroke", written_page().source)


def test_values_show(written_page):
    text = written_page().text
    assert "0.912 (0.884\N{EN DASH}0.937)" in text
    assert "0.877 (0.841\N{EN DASH}0.902)" in text
    assert "+0.034 (+0.012 to +0.056)" in text
    assert "1,450" in text
    assert "11,207" in text


def test_text_is_escaped(written_page):
    page = written_page(label="<b>bold</b> & more")
    assert "&lt;b&gt;bold&lt;/b&gt; &amp; more" in page.source
    assert not any(tag == "b" for tag, _ in page.tags)


def test_banner_shows_when_given(written_page):
    assert "banner" in written_page(label="simulated data").values("class")
    assert "banner" not in written_page(label=None).values("class")


def test_experiment_page_tells_data_settings_and_provenance(experiment, tmp_path):
    experiment_page.write_experiment_page(page=tmp_path / "report.html", **experiment)
    page = Page(tmp_path / "report.html")
    assert "dropped: duplicate position 12" in page.text
    assert ("tr", {"class": "none"}) in page.tags
    assert "split.test chrIV, chrV" in page.text
    assert "git_commit 0f3c9e1" in page.text
    assert "versions.keras 3.15.1" in page.text
    assert "95% bootstrap intervals" in page.text
    assert "kmer_logreg 0.878" in page.text
    assert "33.3%" in page.text
    assert "../report.html" in page.values("href")


def test_history_may_be_a_table(experiment, tmp_path):
    experiment["models"][0]["history"] = write_history(tmp_path / "history.tsv")
    experiment_page.write_experiment_page(page=tmp_path / "report.html", **experiment)
    assert "Validation AUPRC" in Page(tmp_path / "report.html").text


@pytest.fixture
def calibrated(experiment, tmp_path):
    """Arguments of the page of a calibrated model, all but the page."""
    trial = {
        "trial": 0, "checkpoints": [500, 1000], "steps": 1000, "best_loss": 0.2, "best_auprc": 0.9,
        "loss": [[0.6, 0.5], [0.19, 0.21]], "auprc": [[0.7, 0.8], [0.9, 0.9]],
        "settings": {
            "learning_rate": 0.01, "momentum": 0.97, "detector_scale": 1e-5, "head_scale": 1e-4,
            "detector_l1": 1e-6, "head_l1": 1e-6, "dropout": 0.5, "hidden": 32,
        },
    }  # fmt: skip
    plan = calibration_presets.plan({"preset": "quick"})
    found = {"best": trial, "select": "loss", "target": "class", "plan": plan, "trials": [trial]}
    (tmp_path / "calibration.json").write_text(json.dumps(found))
    facts = {"restarts": [0.31, 0.29]}
    (tmp_path / "provenance.deep.json").write_text(json.dumps(facts))
    experiment["models"][0] |= {
        "provenance": str(tmp_path / "provenance.deep.json"),
        "calibration": str(tmp_path / "calibration.json"),
    }
    experiment["settings"]["models"] = {"deepbind": {"settings": {"hidden": 32}}}
    return experiment


def test_page_of_a_calibrated_model_tells_how_it_was_found(calibrated, tmp_path):
    experiment_page.write_experiment_page(page=tmp_path / "report.html", **calibrated)
    page = Page(tmp_path / "report.html")
    for said in (
        "8 random settings were each tried on 2 folds of the training and validation rows",
        "up to 1,500 steps of 64 rows.",
        "a held-out loss of 0.200 (folds 0.190 to 0.210) after 1,000 steps",
        "2 final trainings of as many steps used all training and validation rows",
        "training losses 0.310, 0.290. The model is number 2.",
        "Learning rate 0.01 0.003 to 0.05, by logarithm",
        "Hidden units 32 given",
    ):
        assert said in page.text, said
    assert "deepbind/calibration.json" in page.values("href")
    assert "Held-out loss of the settings tried for deepbind" in page.values("aria-label")
    assert "Loss of deepbind by passes over the data" in page.values("aria-label")
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    assert any(name.startswith("trials1-") for name in ids)


def test_page_tells_a_mean_of_models_that_left_rows_to_watch(calibrated, tmp_path):
    path = tmp_path / "calibration.json"
    found = json.loads(path.read_text())
    found["plan"] |= {"keep": "mean", "final_rows": "train", "halving": True}
    path.write_text(json.dumps(found))
    experiment_page.write_experiment_page(page=tmp_path / "report.html", **calibrated)
    text = Page(tmp_path / "report.html").text
    assert "; the worse half was dropped at each checkpoint." in text
    assert "used the training rows; validation losses 0.310, 0.290." in text
    assert "The model is the mean of their scores." in text


def test_page_of_an_uncalibrated_model_says_nothing_of_calibration(experiment, tmp_path):
    experiment_page.write_experiment_page(page=tmp_path / "report.html", **experiment)
    assert "alibrat" not in Page(tmp_path / "report.html").source


def test_experiment_page_bears_a_model_without_baseline_or_history(experiment, tmp_path):
    (tmp_path / "deep.json").write_text(json.dumps({**METRICS, **dict.fromkeys(GAINS)}))
    models = [{**experiment["models"][0], "history": None}]
    page = tmp_path / "report.html"
    experiment_page.write_experiment_page(
        page=page, **{**experiment, "models": models, "row_counts": {}}
    )
    assert "Training" not in Page(page).text


def test_page_of_selex_shows_its_cycles_and_8mers(experiment, tmp_path):
    files = {key: tmp_path / f"{key}.tsv" for key in ("enrichment_table", "enrichment_cycles")}
    files["enrichment_table"].write_text(
        "kmer\treverse_complement\tcycle_0\tcycle_0_enrichment\tcycle_4\tcycle_4_enrichment\n"
        "TAATTAGA\tTCTAATTA\t4\t1\t7265\t1453\n"
    )
    files["enrichment_cycles"].write_text(
        "cycle\treads\tligands\tinformation\tpositives\n"
        "cycle_0\t15200\t15200\t\t0\ncycle_4\t16000\t12000\t4.399\t1\n"
    )
    figure = experiment["models"][0]["history"]
    given = {"enrichment": str(figure)} | {key: str(path) for key, path in files.items()}
    experiment_page.write_experiment_page(
        page=tmp_path / "report.html", **experiment, enrichment=given
    )
    text = (tmp_path / "report.html").read_text()
    assert "<h2>Cycles</h2>" in text and "TAATTAGA, TCTAATTA" in text
    assert re.search(r"cycle 4</th>.*?16,000.*?12,000.*?75.0%.*?4.399.*?positives", text, re.S)
    assert ">1.45e+03<" not in text and "1,453" in text


def test_study_page_links_experiments_and_folds_the_skipped(study_arguments, tmp_path):
    study_page.write_study_page(page=tmp_path / "report.html", **study_arguments)
    page = Page(tmp_path / "report.html")
    assert {"Reb1_YPD/report.html", "Abf1/report.html"} <= set(page.values("href"))
    assert "1 experiment skipped" in page.text
    assert "Xyz1 too few peaks" in page.text
    assert "assembly sacCer3" in page.text
    assert page.source.index(">Abf1<") < page.source.index(">Reb1_YPD<")


@pytest.fixture
def explained(study_arguments, tmp_path):
    """Arguments of a study's page: its models are interpreted, and that of Abf1 has no motif."""
    (tmp_path / "motifs.meme").write_text(
        "MEME version 4\n\nMOTIF detector_2\nletter-probability matrix: w= 1\n0 0 1 0\n"
    )
    columns = "motif\tconsensus\tmatch\tmatch_name\tauroc_lost\tsignificant\n"
    (tmp_path / "motifs.tsv").write_text(f"{columns}detector_2\tG\tMA1\tRAP<1>\t0.1\t1\n")
    (tmp_path / "none.tsv").write_text(columns)
    files = {"Reb1_YPD": "motifs.tsv", "Abf1": "none.tsv"}
    return study_arguments | {
        "explained": [
            ([name, "deepbind"], str(tmp_path / file), str(tmp_path / "motifs.meme"))
            for name, file in files.items()
        ]
    }


def test_study_page_shows_each_first_motif_and_its_name(explained, tmp_path):
    study_page.write_study_page(page=tmp_path / "report.html", **explained)
    page = Page(tmp_path / "report.html")
    link, logo = "Reb1_YPD/report.html#motifs-deepbind", '<use href="#base-G"'
    assert page.values("href").count(link) == page.source.count(logo) == 1
    assert page.source.count('id="base-G"') == 1
    (cell,) = re.findall(rf'<td><div class="motif"><a href="{link}">.*?</td>', page.source, re.S)
    assert 'aria-label="G"' in cell and ">RAP&lt;1&gt;</span>" in cell
    # The name sorts and is searched as the text of a cell without a value.
    (summary,) = re.findall(r'<table id="summary".*?</table>', page.source, re.S)
    (row,) = re.findall(r'<tr>\s*<th scope="row"><a href="Abf1/.*?</tr>', summary, re.S)
    assert "<td></td>" in row and "<use" not in row
    assert "First motif" in page.text and "Search experiments, motifs" in page.values("aria-label")
    ids = page.values("id")
    assert len(ids) == len(set(ids))


def test_study_page_of_models_not_interpreted_has_no_motifs(study_arguments, tmp_path):
    study_page.write_study_page(page=tmp_path / "report.html", **study_arguments)
    page = Page(tmp_path / "report.html")
    assert "First motif" not in page.text and "base-G" not in page.source


def test_a_logos_link_finds_its_model_on_the_experiments_page(experiment, tmp_path):
    (tmp_path / "motifs.tsv").write_text("motif\tdetectors\tconsensus\tmatch\tsignificant\n")
    picture = experiment["models"][0]["roc"]
    inside = {kind: picture for kind in ("motifs", "maps", "embedding")}
    write_library(tmp_path / "known.json", FUNGI)
    experiment["models"][0] |= inside | {"motif_table": str(tmp_path / "motifs.tsv")}
    experiment["models"][0]["library"] = str(tmp_path / "known.json")
    experiment_page.write_experiment_page(page=tmp_path / "report.html", **experiment)
    assert "motifs-deepbind" in Page(tmp_path / "report.html").values("id")


def test_study_page_counts_the_peaks_of_all_splits(study_arguments, tmp_path):
    study_page.write_study_page(page=tmp_path / "report.html", **study_arguments)
    page = Page(tmp_path / "report.html")
    # 1804 + 207 + 483 positives.
    assert '<td class="number" data-value="2494.0">2,494</td>' in page.source
    rows = [METRICS | {"assay": "SELEX"}]
    (part,) = overview.comparisons(rows, set())
    assert part["summary"]["positives"] == "Positives"


def test_each_long_table_of_a_study_can_be_searched_and_scrolled(study_arguments, tmp_path):
    study_page.write_study_page(page=tmp_path / "report.html", **study_arguments)
    page = Page(tmp_path / "report.html")
    assert page.values("data-searches") == page.values("aria-controls")
    assert page.values("data-searches") == WITH_SEARCH
    assert page.values("role").count("status") == len(WITH_SEARCH)
    for table in page.values("data-searches"):
        assert f'<div class="scroll">\n<table id="{table}"' in page.source


def test_study_page_says_where_a_comparison_has_no_names(study_arguments, tmp_path):
    rows = [METRICS | {"experiment": f"e{number}"} for number in range(comparison.NAMED + 1)]
    for kept, said in ((rows, True), (rows[1:], False)):
        arguments = with_summary(study_arguments, tmp_path, *kept)
        study_page.write_study_page(page=tmp_path / "report.html", **arguments)
        assert ("columns without names" in Page(tmp_path / "report.html").text) == said


def test_study_page_without_figures_or_results(study_arguments, tmp_path):
    study_arguments["summary"].write_text("\t".join(METRICS) + "\n")
    nothing = {"comparison": None, "rulegraph": None, "experiments": [], "skipped": []}
    study_page.write_study_page(page=tmp_path / "report.html", **{**study_arguments, **nothing})
    assert not any(tag == "svg" for tag, _ in Page(tmp_path / "report.html").tags)


def test_read_summary_has_numbers_and_none(study_arguments):
    deep, baseline, *_ = summary.read_summary(study_arguments["summary"])
    assert deep["auroc"] == pytest.approx(0.91234)
    assert baseline["gain_auroc"] is None and baseline["baseline"] is None
    assert deep["protein"] == "Reb1"


def test_overview_counts_on_which_side_of_zero_gains_lie():
    bounds = [(0.01, 0.05), (-0.01, 0.02), (-0.01, 0.03), (-0.05, -0.01)]
    rows = [
        {**METRICS, "experiment": str(number), "gain_low": low, "gain_high": high}
        for number, (low, high) in enumerate(bounds)
    ]
    (found,) = overview.model_overview(rows, set(), measures("class"))
    assert (found["above"], found["level"], found["below"]) == (1, 2, 1)
    assert found["first"] == pytest.approx((0.91234,) * 3)


def test_quality_table_has_a_column_a_reason_that_mattered():
    second = [("read", "peaks", 50), ("dropped", "in the blacklist", 3), ("kept", "train", 47)]
    table = overview.quality_table({"a": {"Peaks": ROW_COUNTS}, "b": {"Peaks": second}})
    assert table["groups"] == {
        "Peaks": {
            "read": ["peaks"],
            "dropped": ["duplicate position", "in the blacklist"],
            "kept": ["train", "test"],
        }
    }
    assert table["experiments"]["a"] == [11207, 12, None, 9001, 1001]
    assert table["experiments"]["b"] == [50, None, 3, 47, None]


def test_numbers_read_as_the_field_writes_them():
    assert numerals.decimals(None) == numerals.decimals(float("nan")) == "\N{EN DASH}"
    assert numerals.signed(-0.0123) == "\N{MINUS SIGN}0.012"
    assert numerals.estimate(0.9, None, None) == "0.900"
    assert 'class="below"' in numerals.gain(-0.02, -0.03, -0.01)
    assert 'class="level"' in numerals.gain(0.02, -0.03, 0.04)
    times = "\N{MULTIPLICATION SIGN}"
    shown = {0: "0", 0.01234: "0.0123", -0.5: "\N{MINUS SIGN}0.5", 1e-7: "10⁻⁷"}
    shown |= {4.5e-7: f"4.5 {times} 10⁻⁷", 1.2e7: f"1.2 {times} 10⁷"}
    assert {value: numerals.significant(value) for value in shown} == shown
    nested = {"a": {"b": None, "c": [1, True]}, "d": {}}
    assert numerals.flattened(nested) == [
        ("a.b", numerals.NONE),
        ("a.c", "1, yes"),
        ("d", numerals.NONE),
    ]


def test_inlined_svg_keeps_its_picture_and_nothing_else(tmp_path):
    (tmp_path / "graph.svg").write_text(GRAPH)
    markup = inline_svg(tmp_path / "graph.svg", "g-", 'a "graph"')
    assert markup.startswith("<svg ")
    assert 'viewBox="0 0 90 40"' in markup and "height=" not in markup
    assert 'aria-label="a &quot;graph&quot;"' in markup
    assert 'id="g-graph0"' in markup and 'href="#g-graph0"' in markup
    for gone in ("DOCTYPE", "<?xml", "script", "example.org", "xmlns", "xlink"):
        assert gone not in markup


def test_page_of_intensities_shows_correlations_and_scatters(intensities, tmp_path):
    experiment_page.write_experiment_page(page=tmp_path / "report.html", **intensities)
    page = Page(tmp_path / "report.html")
    dash, minus = "\N{EN DASH}", "\N{MINUS SIGN}"
    assert "Model Pearson Spearman Best baseline Gain in Pearson" in page.text
    assert f"0.712 (0.656{dash}0.760)" in page.text
    assert f"{minus}0.012 ({minus}0.056{dash}0.030)" in page.text
    assert "kmer_ridge 0.501 +0.211 (+0.181 to +0.242)" in page.text
    assert "Split Sequences Not measured train 23,370 471" in page.text
    labels = [label for label in page.values("aria-label") if "Measured against" in label]
    assert "Measured against predicted intensities of deepbind" in labels
    assert "Validation Pearson" in page.text
    for word in ("AUROC", "AUPRC", "ROC", "Positives"):
        assert word not in page.text
    ids = page.values("id")
    assert len(ids) == len(set(ids))


def test_page_of_intensities_tells_how_the_brightest_are_told_apart(intensities, tmp_path):
    bright = {"bright_test": 812, "auroc_bright": 0.9512}
    for model, more in zip(
        intensities["models"], (bright, bright | {"auroc_bright": 0.9}), strict=True
    ):
        path = Path(model["metrics"])
        path.write_text(json.dumps(json.loads(path.read_text()) | more))
    experiment_page.write_experiment_page(page=tmp_path / "report.html", **intensities)
    text = Page(tmp_path / "report.html").text
    assert "the 812 test sequences of the highest intensity" in text
    assert "AUROC: deepbind 0.951, kmer_ridge 0.900." in text


def test_page_of_a_study_of_intensities_names_no_measure_of_classes(study_arguments, tmp_path):
    arguments = with_summary(study_arguments, tmp_path, CORRELATIONS, RIDGE)
    study_page.write_study_page(page=tmp_path / "report.html", **arguments)
    page = Page(tmp_path / "report.html")
    for word in ("AUROC", "AUPRC", "Positives", "Classes", "chromosomes"):
        assert word not in page.text
    assert "1 experiment " in page.text
    assert "Gain in Pearson" in page.text and "Not measured" in page.text
    assert "RBFOX2_R1 RBFOX2 0.712" in page.text


def test_page_of_a_study_of_both_kinds_has_a_table_for_each(study_arguments, tmp_path):
    rows = (METRICS, BASELINE_METRICS, CORRELATIONS, RIDGE)
    arguments = with_summary(study_arguments, tmp_path, *rows)
    study_page.write_study_page(page=tmp_path / "report.html", **arguments)
    page = Page(tmp_path / "report.html")
    assert "2 experiments" in page.text
    for title in ("Classes", "Intensities"):
        assert page.text.count(title) == 2
    tables = {"summary", "summary-intensity"}
    assert tables <= set(page.values("id")) and tables <= set(page.values("data-searches"))
    classes, _, rest = page.source.partition('id="summary-intensity"')
    assert "Reb1_YPD/report.html" in classes and "RBFOX2_R1/report.html" not in classes
    assert "RBFOX2_R1/report.html" in rest
    assert "AUROC or Pearson with its bootstrap interval" in page.text
    assert "AUROC and Pearson of each model in each experiment" in page.values("aria-label")
    ids = page.values("id")
    assert len(ids) == len(set(ids))


def test_overview_counts_gains_of_each_kind_by_its_own_columns():
    rows = [METRICS | {"pearson": None}, CORRELATIONS | {"auroc": None, "gain_low": None}]
    classes, of_intensities = overview.comparisons(rows, set())
    assert (classes["kind"].target, of_intensities["kind"].target) == ("class", "intensity")
    for part in (classes, of_intensities):
        (model,) = part["models"]
        assert (model["experiments"], model["compared"], model["above"]) == (1, 1, 1)
        assert len(part["summary"]["experiments"]) == 1
    # A single experiment has no quartiles: they would look like its interval.
    assert of_intensities["models"][0]["first"] == (0.71234, None, None)
    assert of_intensities["models"][0]["gain"] == (0.21115, None, None)


def test_experiments_whose_correlation_is_negative_come_last():
    names = {"a": -0.2, "b": 0.4, "c": -0.1}
    rows = [{**CORRELATIONS, "experiment": name, "pearson": r} for name, r in names.items()]
    rows.append({**RIDGE, "experiment": "d"})
    (part,) = overview.comparisons(rows, {"kmer_ridge"})
    assert [entry["experiment"] for entry in part["summary"]["experiments"]] == list("bcad")
