"""A control with shuffled labels beside its experiment."""

import json

import pytest
from workflow.conftest import Study

pytestmark = pytest.mark.slow


def test_no_model_of_a_control_is_better_than_chance(tiny: Study, tmp_path) -> None:
    study = tiny.copied(tmp_path)
    given = study.rows[0]
    study.rows = [given, given | {"experiment": "REST.control", "labels": "shuffled"}]
    study.config["baselines"] = ["kmer_logreg", "composition"]
    study.write()
    study.run("--", "results/tiny/REST.control/report.html")
    for model in ("kmer_logreg", "composition", "deepbind"):
        found = json.loads(study.path("REST.control", model, "metrics.json").read_text())
        assert found["auroc_low"] <= 0.5 <= found["auroc_high"], model
    page = study.path("REST.control", "report.html").read_text()
    assert "control with shuffled labels" in page and "not better than chance" in page
    # The experiment beside it is as it was; it has another list of baselines.
    jobs = study.jobs("--", "results/tiny/REST/deepbind/metrics.json")
    assert not {"build_tensor", "train"} & set(jobs)
