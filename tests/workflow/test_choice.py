"""Models that are chosen among candidates, through Snakemake."""

import json

import numpy as np
import pytest
from workflow.conftest import Study

from bindery import tsv
from bindery.data.splits import TEST
from bindery.data.tensors import Tensor

pytestmark = pytest.mark.slow

CANDIDATES = {
    "from_trunk": {"trunk": "narrow"},
    "short": {"architecture": "deepbind", "window": 31},
    "deepbind": {"architecture": "deepbind"},
}


@pytest.fixture(scope="module")
def chosen(trunks: Study, tmp_path_factory) -> Study:
    """One protein whose model is chosen among three."""
    study = trunks.copied(tmp_path_factory.mktemp("choice"))
    study.config |= {"models": "auto", "candidates": CANDIDATES}
    study.config["explanation"] = {"enabled": False}
    study.write()
    study.run("--", "results/tiny/CTCF/report.html")
    return study


def test_the_page_shows_every_candidate_and_the_model_alone(chosen: Study) -> None:
    rows = tsv.read_numbers(chosen.path("CTCF", "auto", "choice.tsv"), ("candidate",))
    windows = {row["candidate"]: row["window"] for row in rows}
    assert windows == {"from_trunk": 32, "short": 31, "deepbind": 61}
    assert sum(row["weight"] for row in rows) == pytest.approx(1, abs=1e-3)
    page = chosen.path("CTCF", "report.html").read_text()
    assert "<h2>Choice</h2>" in page and "from_trunk" in page
    made = {path.parent.name for path in chosen.path("CTCF").glob("*/metrics.json")}
    assert "auto" in made and not made & CANDIDATES.keys()


def test_the_model_scores_as_its_predictions_say(chosen: Study, keras: object) -> None:
    from bindery.models.loading import load_model

    rows = tsv.read(chosen.path("CTCF", "auto", "predictions.tsv.gz"))
    told = [float(row["score"]) for row in rows if row["split"] == "test"]
    model = load_model(chosen.path("CTCF", "auto", "model.keras"))
    with Tensor(chosen.path("CTCF", "tensor.h5"), model.input_shape[1]) as tensor:
        codes = tensor.rows(tensor.split_rows(TEST)).sequences
    np.testing.assert_allclose(model.predict(codes, verbose=0)[:, 0], told, rtol=1e-4, atol=1e-4)


@pytest.mark.slow
def test_the_candidate_with_the_largest_weight_is_interpreted(chosen: Study, tmp_path) -> None:
    study = chosen.copied(tmp_path)
    few = {"enabled": True, "sequences": 40, "maps": 2, "patterns": False}
    study.config["explanation"] = few
    study.write()
    study.run("--", "results/tiny/CTCF/report.html")
    rows = tsv.read_numbers(study.path("CTCF", "auto", "choice.tsv"), ("candidate",))
    page = study.path("CTCF", "report.html").read_text()
    shared = sum(row["weight"] > 0 for row in rows) > 1
    told = "These are of the candidate with the largest weight that has detectors"
    assert (told in page) == shared


def test_test_rows_have_no_part_in_the_choice(chosen: Study, tmp_path) -> None:
    """Other test scores of the candidates give the same weights."""
    from bindery.training.choice import choose
    from bindery.training.predictions import read_predictions

    files = [chosen.path("CTCF", name, "predictions.tsv.gz") for name in CANDIDATES]
    scored = [read_predictions(file) for file in files]
    before = choose(scored, "class", 3)
    for own in scored:
        own.score[own.split == "test"] = np.random.default_rng(1).random(
            (own.split == "test").sum()
        )
    after = choose(scored, "class", 3)
    np.testing.assert_array_equal(before.weights, after.weights)


def test_a_heads_validation_scores_are_not_by_the_model_that_saw_them(chosen: Study) -> None:
    facts = json.loads(chosen.path("CTCF", "from_trunk", "provenance.json").read_text())
    choice = tsv.read_numbers(chosen.path("CTCF", "auto", "choice.tsv"), ("candidate",))
    (of_trunk,) = (row for row in choice if row["candidate"] == "from_trunk")
    assert of_trunk["score"] == pytest.approx(facts["held_out_quality"]["val_auprc"], abs=2e-3)


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"models": {"auto": {"choose": ["nobody"]}}}, "among 'nobody', which is no model"),
        ({"models": {"short": {"architecture": "deepbind"}}}, "'short' is a model and a candidate"),
        (
            {"models": {"auto": {"choose": ["short", "deepbind"]}}},
            "no model is chosen among candidate 'from_trunk'",
        ),
        (
            {"models": {"auto": {"choose": list(CANDIDATES), "window": 61}}},
            "model 'auto' has `choose` and `window`",
        ),
        ({"calibration": {"preset": "quick"}}, "set calibration.final_rows: train"),
    ],
)
def test_impossible_choices_are_refused(
    trunks: Study, tmp_path, changed: dict, problem: str
) -> None:
    study = trunks.copied(tmp_path)
    study.config |= {"models": "auto", "candidates": CANDIDATES} | changed
    study.write()
    assert problem in study.run("-n", fails=True)


def test_candidates_may_be_left_out(trunks: Study, tmp_path) -> None:
    study = trunks.copied(tmp_path)
    study.config |= {"models": "auto", "compare_models": True}
    study.write()
    jobs = study.jobs("--", "results/tiny/CTCF/auto/model.keras")
    assert jobs["transfer"] == 2 and jobs["train"] == 7 and jobs["choose"] == 1
    assert study.jobs("--", "results/tiny/models.tsv")["choose"] == 2
