"""A model from a user's own file, with its own layer, and models compared over random restarts."""

import json

import pytest

pytestmark = pytest.mark.slow
NETWORK = """
import keras
from keras import layers, ops

from bindery.models.strands import over_codes

VARIANTS = {"small": {"settings": {"units": 3}}}


@keras.saving.register_keras_serializable(package="mine")
class Squared(keras.layers.Layer):
    def call(self, values):
        return ops.square(values)


def network(window: int, *, units: int = 8) -> keras.Model:
    def body(bases):
        found = layers.Conv1D(units, 12, activation="relu", name="detectors")(bases)
        return layers.Dense(1)(Squared()(layers.GlobalMaxPooling1D()(found)))

    return over_codes(window, body, "mine", both_strands=True)
"""
TRAINING = {"restarts": 2, "keep": "mean", "tensorboard": True}
MINE = {"file": "mine.py", "function": "network", "variant": "small", "training": TRAINING}


@pytest.fixture(scope="module")
def finished(tiny, tmp_path_factory):
    study = tiny.copied(tmp_path_factory.mktemp("own"))
    study.rows = study.rows[:1]
    (study.folder / "mine.py").write_text(NETWORK)
    (study.folder / "candidates.fa").write_text(">one\n" + "ACGTTGCA" * 10 + "\n")
    study.config["baselines"] = ["kmer_logreg"]
    study.config["models"] = {"deepbind": {"architecture": "deepbind"}, "mine": MINE}
    study.config |= {"scoring": {"candidates": "candidates.fa"}, "compare_models": True}
    study.write()
    scores = "results/tiny/REST/mine/scores.candidates.tsv.gz"
    study.run("--", scores, "results/tiny/models.tsv", "results/tiny/report.html")
    return study


def test_the_file_s_function_is_trained_and_scores(finished):
    facts = json.loads(finished.path("REST", "mine", "provenance.json").read_text())
    assert facts["architecture"] == "mine.py:network"
    assert facts["settings"] == {"units": 3}
    # Two restarts, each with 3 detectors of 12 x 4 and a bias, and a score of 3 inputs.
    assert facts["parameters"] == 2 * (3 * 49 + 4)
    assert finished.path("REST", "mine", "scores.candidates.tsv.gz").stat().st_size > 0


def test_tensorboard_by_config(finished):
    logs = finished.path("logs", "train", "REST", "mine.tensorboard")
    assert list(logs.glob("restart_1/*/events.out.tfevents.*"))


def test_editing_the_file_trains_its_model_alone(finished):
    file = finished.folder / "mine.py"
    kept = file.read_text()
    metrics = "results/tiny/REST/{}/metrics.json"
    wanted = [metrics.format(name) for name in ("mine", "deepbind")]
    assert finished.jobs("--", *wanted) == {}
    file.write_text(kept.replace("ops.square(values)", "ops.abs(values)"))
    assert finished.jobs("--", *wanted) == {"train": 1, "evaluate_classes": 1}
    file.write_text(kept)


def test_models_are_compared_over_their_random_restarts(finished):
    found = json.loads(finished.path("REST", "mine", "metrics.json").read_text())
    assert len(found["auroc_restarts"]) == 2
    header, *lines = finished.path("models.tsv").read_text().splitlines()
    rows = [dict(zip(header.split("\t"), line.split("\t"), strict=True)) for line in lines]
    assert [row["is_baseline"] for row in rows] == ["0", "0", "1"]
    (mine,) = [row for row in rows if row["model"] == "mine"]
    assert mine["parameters"] == str(3 * 49 + 4) and mine["restarts"] == "2"
    assert float(mine["seconds"]) > 0
    assert float(mine["auroc"]) == pytest.approx(sum(found["auroc_restarts"]) / 2, rel=1e-5)
    assert float(mine["auroc_low"]) <= float(mine["auroc"]) <= float(mine["auroc_high"])
    page = finished.path("report.html").read_text()
    assert "Models over random restarts" in page
