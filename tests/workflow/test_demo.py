import csv
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from workflow.conftest import copy_checkout

PROTEINS = ("REST", "CTCF", "MAX")


@pytest.fixture(
    scope="module",
    params=[1, pytest.param(len(PROTEINS), marks=pytest.mark.slow)],
    ids=["first", "all"],
)
def proteins(request):
    """Those of the demo's proteins that a demo has; the first alone takes a third of the time."""
    return PROTEINS[: request.param]


@pytest.fixture(scope="module")
def demo(proteins, tmp_path_factory):
    """The demo as `make demo` runs it, in a copy of the checkout."""
    folder = tmp_path_factory.mktemp("demo")
    copy_checkout(folder)
    table = folder / "config/experiments.tsv"
    header, *rows = table.read_text().splitlines(keepends=True)
    assert [row.split("\t")[0] for row in rows] == list(PROTEINS)
    table.write_text("".join([header, *rows[: len(proteins)]]))
    snakemake(folder, "--cores", "2", "--quiet", "all")
    return folder


def snakemake(folder, *arguments):
    program = str(Path(sys.executable).with_name("snakemake"))
    result = subprocess.run(
        [program, *arguments], cwd=folder, capture_output=True, text=True, timeout=600
    )
    assert result.returncode == 0, (result.stdout + result.stderr)[-4000:]
    return result.stdout + result.stderr


def metrics(folder, protein, model="deepbind"):
    return json.loads((folder / "results/demo" / protein / model / "metrics.json").read_text())


def test_deepbind_finds_the_planted_sites(demo, proteins):
    for protein in proteins:
        assert metrics(demo, protein)["auroc"] >= 0.95, protein


def test_no_model_beats_the_planted_truth_by_much(demo, proteins):
    # The matrix that the sites were drawn from is close to the best possible scorer.
    for protein in proteins:
        assert metrics(demo, protein)["auroc"] <= metrics(demo, protein, "pwm")["auroc"] + 0.02


def test_summary_has_a_row_for_each_experiment_and_model(demo, proteins):
    with open(demo / "results/demo/summary.tsv") as handle:
        rows = list(csv.DictReader(handle, delimiter="\t"))
    found = [(row["experiment"], row["model"]) for row in rows]
    models = ("deepbind", "kmer_logreg", "pwm")
    assert found == [(protein, model) for protein in proteins for model in models]
    assert {row["label"] for row in rows} == {"simulated data"}
    assert rows[0]["baseline"] in ("kmer_logreg", "pwm")


def test_everything_shown_says_that_data_are_simulated(demo, proteins):
    results = demo / "results/demo"
    pages = [results / "report.html", *(results / name / "report.html" for name in proteins)]
    names = ("roc", "pr", "motifs")
    figures = [path for name in names for path in results.glob(f"*/*/{name}.svg")]
    assert len(figures) == 7 * len(proteins)
    for shown in [*pages, *figures, results / "comparison.svg"]:
        assert "simulated data" in shown.read_text().lower(), shown


def test_pages_link_to_one_another_and_load_nothing(demo, proteins):
    page = (demo / "results/demo/report.html").read_text()
    for protein in proteins:
        assert f'href="{protein}/report.html"' in page
        own = (demo / f"results/demo/{protein}/report.html").read_text()
        assert 'href="../report.html"' in own
        assert "src=" not in own
    assert "rulegraph" in page and "build_tensor" in page


def test_second_run_does_nothing(demo):
    assert "Nothing to be done" in snakemake(demo, "--cores", "2")


def test_snakemake_report_works_offline(demo):
    archive = demo / "snakemake-report.zip"
    snakemake(demo, "--report", str(archive))
    with zipfile.ZipFile(archive) as opened:
        names = opened.namelist()
        assert any(name.endswith("report.html") for name in names)
        assert sum(name.endswith(("summary.tsv", "comparison.svg")) for name in names) == 2
