import csv
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from workflow.conftest import copy_checkout

PROTEINS = ("REST", "CTCF", "MAX")


@dataclass
class Demo:
    """A demo that has run.

    `run` runs its Snakemake again, and returns what it printed.
    """

    results: Path
    proteins: tuple[str, ...]
    run: Callable[..., str]


def whole_demo(folder: Path) -> Demo:
    """The demo as `make demo` runs it, in a copy of the checkout."""
    copy_checkout(folder)

    def run(*arguments):
        program = str(Path(sys.executable).with_name("snakemake"))
        result = subprocess.run(
            [program, "--cores", "2", *arguments],
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=600,
        )
        assert result.returncode == 0, (result.stdout + result.stderr)[-4000:]
        return result.stdout + result.stderr

    run("--quiet", "all")
    return Demo(folder / "results/demo", PROTEINS, run)


@pytest.fixture(scope="module", params=["first", pytest.param("whole", marks=pytest.mark.slow)])
def demo(request, tmp_path_factory):
    if request.param == "whole":
        return whole_demo(tmp_path_factory.mktemp("demo"))
    study = request.getfixturevalue("demo_of_one")
    return Demo(study.path(), PROTEINS[:1], study.run)


def metrics(demo, protein, model="deepbind"):
    return json.loads((demo.results / protein / model / "metrics.json").read_text())


def test_deepbind_finds_the_planted_sites(demo):
    for protein in demo.proteins:
        assert metrics(demo, protein)["auroc"] >= 0.95, protein


def test_no_model_beats_the_planted_truth_by_much(demo):
    # The matrix that the sites were drawn from is close to the best possible scorer.
    for protein in demo.proteins:
        assert metrics(demo, protein)["auroc"] <= metrics(demo, protein, "pwm")["auroc"] + 0.02


def test_summary_has_a_row_for_each_experiment_and_model(demo):
    with open(demo.results / "summary.tsv") as handle:
        rows = list(csv.DictReader(handle, delimiter="\t"))
    found = [(row["experiment"], row["model"]) for row in rows]
    models = ("deepbind", "composition", "kmer_logreg", "pwm")
    assert found == [(protein, model) for protein in demo.proteins for model in models]
    assert {row["label"] for row in rows} == {"simulated data"}
    assert rows[0]["baseline"] in models[1:]


def test_everything_shown_says_that_data_are_simulated(demo):
    results = demo.results
    pages = [results / "report.html", *(results / name / "report.html" for name in demo.proteins)]
    names = ("roc", "pr", "motifs")
    figures = [path for name in names for path in results.glob(f"*/*/{name}.svg")]
    assert len(figures) == 3 * len(demo.proteins)
    for shown in [*pages, *figures, results / "comparison.svg"]:
        assert "simulated data" in shown.read_text().lower(), shown


def test_pages_link_to_one_another_and_load_nothing(demo):
    page = (demo.results / "report.html").read_text()
    for protein in demo.proteins:
        assert f'href="{protein}/report.html"' in page
        own = (demo.results / f"{protein}/report.html").read_text()
        assert 'href="../report.html"' in own
        assert "src=" not in own
    assert "rulegraph" in page and "build_tensor" in page


def test_second_run_does_nothing(demo):
    assert "Nothing to be done" in demo.run()


def test_snakemake_report_works_offline(demo, tmp_path):
    archive = tmp_path / "snakemake-report.zip"
    demo.run("--report", str(archive))
    with zipfile.ZipFile(archive) as opened:
        names = opened.namelist()
        assert any(name.endswith("report.html") for name in names)
        assert sum(name.endswith(("summary.tsv", "comparison.svg")) for name in names) == 2
