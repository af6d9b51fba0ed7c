"""A study that holds classes and intensities, through the whole workflow."""

import csv
import json
import shutil

import h5py
import numpy as np
import pytest
from workflow.conftest import Study

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def study(tiny, tmp_path_factory):
    """The baselines of two experiments of the same peaks, one with intensities in its tensor."""
    study = tiny.copied(tmp_path_factory.mktemp("intensities"))
    study.rows = [
        {**study.rows[0], "experiment": "REST", "target": ""},
        {**study.rows[0], "experiment": "REST.1", "target": "intensity"},
        {**study.rows[0], "experiment": "REST.2", "skip": "too few peaks"},
    ]
    study.config["models"] = {}
    study.write()
    study.run("--", "results/tiny/REST.1/tensor.h5")
    with h5py.File(study.path("REST.1", "tensor.h5"), "r+") as file:
        targets = file["targets"][:]
        targets += np.random.default_rng(1).normal(0, 0.2, targets.shape)
        targets[::50] = np.nan
        file["targets"][:] = targets
    study.run()
    return study


def test_each_kind_has_its_own_baselines_metrics_and_figures(study):
    files = {path.relative_to(study.path()).as_posix() for path in study.path().glob("*/*/*.*")}
    for name, baseline, figures in (
        ("REST", "kmer_logreg", {"roc.svg", "pr.svg"}),
        ("REST.1", "kmer_ridge", {"scatter.svg"}),
    ):
        for model in (baseline, "pwm"):
            found = {
                file.rsplit("/", 1)[1] for file in files if file.startswith(f"{name}/{model}/")
            }
            assert {file for file in found if file.endswith(".svg")} == figures
            metrics = json.loads(study.path(name, model, "metrics.json").read_text())
            assert ("pearson" in metrics) == (name == "REST.1")
            assert ("auroc" in metrics) == (name == "REST")
    assert not study.path("REST", "kmer_ridge").exists()
    assert not study.path("REST.1", "kmer_logreg").exists()


def test_unmeasured_rows_are_counted(study):
    metrics = json.loads(study.path("REST.1", "pwm", "metrics.json").read_text())
    with h5py.File(study.path("REST.1", "tensor.h5")) as file:
        unmeasured = np.isnan(file["targets"][:, 0])[file["split"][:] == 2]
    assert metrics["unmeasured_test"] == unmeasured.sum() > 0
    assert metrics["n_test"] == (~unmeasured).sum()
    log = study.path("logs", "fit_baseline", "REST.1", "pwm.log").read_text()
    assert f"{unmeasured.sum()} test rows left out: not measured" in log


def test_the_matrix_that_was_planted_correlates_with_intensities(study):
    metrics = json.loads(study.path("REST.1", "pwm", "metrics.json").read_text())
    assert metrics["pearson_low"] > 0.6


def test_pages_and_summary_hold_both_kinds(study):
    with study.path("summary.tsv").open() as handle:
        rows = list(csv.DictReader(handle, delimiter="\t"))
    assert [(row["model"], bool(row["auroc"]), bool(row["pearson"])) for row in rows] == [
        ("composition", True, False),
        ("kmer_logreg", True, False),
        ("pwm", True, False),
        ("composition", False, True),
        ("kmer_ridge", False, True),
        ("pwm", False, True),
    ]
    page = study.path("report.html").read_text()
    assert "AUROC and Pearson of each model" in page
    assert ">AUROC<" not in study.path("REST.1", "report.html").read_text()
    assert "Measured against predicted" in study.path("REST.1", "report.html").read_text()


def test_the_page_tells_why_an_experiment_is_skipped(study):
    assert "too few peaks" in study.path("report.html").read_text()
    assert not study.path("REST.2").exists()


def test_a_baseline_that_does_not_suit_the_target_is_refused(study):
    printed = study.run("--", "results/tiny/REST.1/kmer_logreg/model.npz", fails=True)
    assert "'REST.1' has no kmer_logreg baseline; its target is intensity" in printed


def test_the_deep_model_of_intensities_is_compared_with_their_baselines(study, tmp_path):
    own = Study(tmp_path, study.repository, study.config, study.rows)
    own.config = {**study.config, "models": {"deepbind": {"architecture": "deepbind"}}}
    own.write()
    shutil.copytree(study.folder / "resources", tmp_path / "resources")
    jobs = own.jobs("--", "results/tiny/REST.1/deepbind/scatter.svg")
    assert (jobs["evaluate_intensities"], jobs["fit_baseline"], jobs["train"]) == (1, 3, 1)
    assert "evaluate_classes" not in jobs and "draw_baseline_intensities" not in jobs
    jobs = own.jobs("--", "results/tiny/REST/deepbind/metrics.json")
    assert jobs["evaluate_classes"] == 1 and "evaluate_intensities" not in jobs
