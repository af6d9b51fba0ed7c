"""Models of several windows: on the same rows, beside their baselines."""

import json

import h5py
import numpy as np
import pytest
from helpers import random_letters
from workflow.conftest import Study

pytestmark = pytest.mark.slow

WIDE = 121
MODELS = {
    "deepbind": {"architecture": "deepbind"},
    "wide": {"architecture": "deepbind", "window": WIDE},
}


@pytest.fixture(scope="module")
def study(tmp_path_factory, copied_workflow):
    """The tiny study's first experiment with a wider model beside its own."""
    study = Study(tmp_path_factory.mktemp("windows"), copied_workflow)
    study.config["models"] = MODELS
    del study.rows[1:]
    study.write()
    study.run("--", *(f"results/tiny/REST/{name}/metrics.json" for name in MODELS))
    return study


def test_a_wider_model_changes_no_row_and_no_other_result(study, tiny):
    for file in ("peaks.bed", "tensor.qc.tsv"):
        assert study.path("REST", file).read_bytes() == tiny.path("REST", file).read_bytes()
    with (
        h5py.File(study.path("REST", "tensor.h5")) as wide,
        h5py.File(tiny.path("REST", "tensor.h5")) as narrow,
    ):
        window = narrow.attrs["window"]
        assert (wide.attrs["window"], wide.attrs["stored_window"]) == (window, WIDE)
        first = WIDE // 2 - window // 2
        middle = wide["sequences"][:, first : first + window]
        np.testing.assert_array_equal(middle, narrow["sequences"][:])
        for name in ("targets", "split", "group", "intervals/start"):
            np.testing.assert_array_equal(wide[name][:], narrow[name][:])
    for model in ("deepbind", "composition", "kmer_logreg", "pwm"):
        own, other = (
            s.path("REST", model, "predictions.tsv.gz").read_bytes() for s in (study, tiny)
        )
        assert own == other, model


def test_a_model_is_compared_with_baselines_that_see_as_much(study):
    known = {"composition", "kmer_logreg", f"kmer_logreg_{WIDE}", "pwm"}
    made = {path.parent.name for path in study.path("REST").glob("*/model.npz")}
    assert made == known
    areas = {}
    for name in known:
        areas[name] = json.loads(study.path("REST", name, "metrics.json").read_text())["auroc"]
    for name in MODELS:
        metrics = json.loads(study.path("REST", name, "metrics.json").read_text())
        assert metrics["baseline_auroc"] == max(areas.values())
        assert areas[metrics["baseline"]] == metrics["baseline_auroc"]
        gain = metrics["auroc"] - metrics["baseline_auroc"]
        assert metrics["gain_auroc"] == pytest.approx(gain, abs=1e-9)


def test_a_window_that_no_tensor_stores_is_refused(study):
    printed = study.run("--", "results/tiny/REST/kmer_logreg_999/metrics.json", fails=True)
    assert "kmer_logreg_999 is wider than any model of 'REST'; add its window to" in printed


def test_rows_of_sequences_stay_when_a_wider_model_is_added(study, tmp_path):
    sequences = Study(tmp_path, study.repository)
    for key in ("simulation", "genome", "background"):
        del sequences.config[key]
    letters = (f">s{n}\n{random_letters(90, n)}\n" for n in range(80))
    (tmp_path / "own.fa").write_text("".join(letters))
    sequences.rows = [{"experiment": "own", "sequences": "own.fa"}]
    found = []
    for models in ({"deepbind": MODELS["deepbind"]}, MODELS):
        sequences.config["models"] = models
        sequences.write()
        sequences.run("--", "results/tiny/own/kmer_logreg/metrics.json")
        with h5py.File(sequences.path("own", "tensor.h5")) as file:
            found.append(file["sequences"].shape[1])
        found.append(sequences.path("own", "kmer_logreg", "predictions.tsv.gz").read_bytes())
    assert (found[0], found[2]) == (61, WIDE)
    assert found[1] == found[3]
