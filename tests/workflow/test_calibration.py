"""A tiny calibrated study, through the whole workflow."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
from helpers import planted_set
from workflow.conftest import Study

from bindery import alphabet
from bindery.study.code_digests import reached

SCRIPTS = Path(__file__).parents[2] / "workflow/scripts"
PAGE = "results/tiny/REST/report.html"
CALIBRATION = {
    "preset": "quick", "settings": 2, "folds": 2, "steps": 60, "checkpoints": 2, "finals": 2
}  # fmt: skip


def calibrated(study):
    """Make it a study of one protein with a calibrated model, and one that is not calibrated."""
    study.rows = study.rows[:1]
    study.config["baselines"] = ["pwm"]
    study.config["calibration"] = CALIBRATION
    # One restart with large weights, so that sixty steps move it.
    settings = {"detectors": 4, "width": 12, "detector_scale": 0.1, "head_scale": 0.3}
    study.config["models"] = {"deepbind": {"architecture": "deepbind", "settings": settings}}
    return study


@pytest.fixture(scope="module")
def finished(tiny, tmp_path_factory):
    study = calibrated(tiny.copied(tmp_path_factory.mktemp("calibrated")))
    study.write()
    study.run("--", PAGE)
    return study


@pytest.fixture
def study(finished, tmp_path):
    """A copy of the finished run, times included, that a test may change."""
    return calibrated(finished.copied(tmp_path))


def test_the_model_is_made_of_its_best_trial(finished):
    found = json.loads(finished.path("REST", "deepbind", "calibration.json").read_text())
    facts = json.loads(finished.path("REST", "deepbind", "provenance.json").read_text())
    assert len(found["trials"]) == 2
    assert facts["training"]["steps"] == found["best"]["steps"] in (30, 60)
    assert facts["training"]["learning_rate"] == found["best"]["settings"]["learning_rate"]
    assert facts["settings"]["detectors"] == 4 and len(facts["restarts"]) == 2


def test_the_page_shows_the_calibration(finished):
    page = finished.path("REST", "report.html").read_text()
    assert "<h2>Calibration</h2>" in page
    assert "2 random settings were each tried on 2 folds" in page
    assert "models.deepbind.calibration.finals" in page
    assert "models.deepbind.training" not in page
    assert "REST, deepbind, simulated data" in page


def test_a_finished_calibration_runs_nothing_again(study):
    study.write()
    assert study.jobs("--", PAGE) == {}


def test_more_steps_calibrate_and_train_again_and_no_more(study):
    study.config["calibration"] = CALIBRATION | {"steps": 80}
    study.write()
    model = "results/tiny/REST/deepbind/model.keras"
    assert study.jobs("--", model) == {"train": 1}
    jobs = study.jobs("--", PAGE)
    assert not {"build_tensor", "normalise_peaks", "fit_baseline"} & set(jobs)
    assert jobs["train"] == jobs["evaluate_classes"] == jobs["report_experiment"] == 1


def test_other_last_trainings_are_another_job_of_the_same_rule(study):
    study.config["calibration"] = CALIBRATION | {"finals": 3, "keep": "mean"}
    study.write()
    assert study.jobs("--", "results/tiny/REST/deepbind/model.keras") == {"train": 1}


def test_a_model_may_be_left_out_of_calibration(study):
    study.config["models"]["fixed"] = {
        "architecture": "deepbind", "calibration": {"preset": "none"}
    }  # fmt: skip
    study.write()
    assert study.jobs("--", "results/tiny/REST/fixed/model.keras") == {"train": 1}


@pytest.mark.slow
def test_a_model_left_out_has_a_calibration_of_no_trials(of_intensities):
    path = of_intensities.path("probes", "given", "calibration.json")
    assert json.loads(path.read_text()) == {"plan": None, "trials": []}


def test_an_experiment_has_eleven_jobs_of_which_two_start_keras(tmp_path, copied_workflow):
    study = calibrated(Study(tmp_path, copied_workflow))
    study.config |= {"baselines": ["kmer_logreg", "pwm"], "explanation": {"enabled": True}}
    study.config["background"] = {"method": "genomic"}
    study.write()
    jobs = study.jobs("--", "results/tiny/REST/report.html")
    once = "draw_background build_tensor audit_splits train evaluate_classes explain"
    of_study = dict.fromkeys(("simulate", "fetch_genome", "index_genome"), 1)
    also = ("normalise_peaks", "draw_explanation", "report_experiment")
    own = dict.fromkeys((*once.split(), *also), 1) | {"fit_baseline": 2}
    assert jobs == of_study | own and sum(own.values()) == 11
    with_keras = {
        rule
        for rule in jobs
        for file in reached(SCRIPTS / f"{rule.removesuffix('_classes')}.py", SCRIPTS / "bindery")
        if re.search(r"^import keras|^from keras", file.read_text(), flags=re.MULTILINE)
    }
    assert with_keras == {"train", "explain"}


@pytest.mark.slow
def test_calibrating_again_elsewhere_gives_the_same_bytes(finished, tiny, tmp_path):
    again = calibrated(tiny.copied(tmp_path))
    again.write()
    names = ("calibration.json", "predictions.tsv.gz", "history.tsv")
    paths = [f"results/tiny/REST/deepbind/{name}" for name in names]
    again.run("--", *paths)
    for path in paths:
        assert (tmp_path / path).read_bytes() == (finished.folder / path).read_bytes(), path


@pytest.fixture(scope="module")
def of_intensities(tmp_path_factory, copied_workflow):
    """Probes with intensities: one model calibrated, one trained as the config says."""
    study = calibrated(Study(tmp_path_factory.mktemp("intensities"), copied_workflow))
    codes, planted = planted_set(600, 40, "TGACTCATTG", 1)
    noise = np.random.default_rng(1).normal(0, 0.3, len(codes))
    lines = ["sequence\ttarget"]
    for row, value in zip(codes, 500 + 100 * (3 * planted + noise), strict=True):
        lines.append(f"{alphabet.decode(row)}\t{value:.1f}")
    lines[-1] = lines[-1].split("\t")[0] + "\tNA"
    (study.folder / "probes.tsv").write_text("\n".join(lines) + "\n")
    study.rows = [{"experiment": "probes", "sequences": "probes.tsv", "target": "intensity"}]
    settings = study.config["models"]["deepbind"]["settings"]
    study.config |= {
        "window": 40,
        "training": {"epochs": 6, "restarts": 1, "learning_rate": 0.02},
        "calibration": {**CALIBRATION, "steps": 300, "settings": 3, "select": "pearson"},
        "baselines": ["kmer_ridge"],
        "models": {
            "found": {"architecture": "deepbind", "settings": settings},
            "given": {
                "architecture": "deepbind",
                "settings": settings | {"dropout": 0.0},
                "calibration": {"preset": "none"},
            },
        },
    }
    study.write()
    study.run("--", "results/tiny/probes/report.html")
    return study


@pytest.mark.slow
@pytest.mark.parametrize("model", ["found", "given"])
def test_models_of_intensities_learn_them(of_intensities, model):
    metrics = json.loads(of_intensities.path("probes", model, "metrics.json").read_text())
    assert metrics["pearson_low"] > 0.3
    history = of_intensities.path("probes", model, "history.tsv").read_text()
    assert history.startswith("epoch\tloss\tval_loss\tval_pearson\tbest\n")
    assert "half squared error" in of_intensities.path("probes", "report.html").read_text()


@pytest.mark.slow
def test_trials_of_intensities_are_judged_by_correlation(of_intensities):
    found = json.loads(of_intensities.path("probes", "found", "calibration.json").read_text())
    means = {
        trial["trial"]: max(sum(folds) / len(folds) for folds in trial["pearson"])
        for trial in found["trials"]
    }
    assert found["best"]["trial"] == max(means, key=means.get)
