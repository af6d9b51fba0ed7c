"""What a model has learned, from the rule to the page."""

import csv
import json

import h5py
import numpy as np
import pytest
from workflow.conftest import Study

FILES = ("motifs.tsv", "motifs.meme", "motifs.svg", "mutation_maps.svg", "embedding.svg")


@pytest.fixture(scope="module")
def finished(tmp_path_factory, copied_workflow):
    study = Study(tmp_path_factory.mktemp("inside"), copied_workflow)
    study.rows = study.rows[:1]
    study.config["simulation"] |= {"peaks": 300, "length": 150000}
    study.config["training"] |= {"epochs": 15, "restarts": 2, "keep": "mean"}
    study.config["explanation"] = {"maps": 3}
    study.config["baselines"] = ["kmer_logreg"]
    study.write()
    study.run()
    return study


def test_planted_motif_is_the_most_influential(finished):
    with open(finished.path("REST", "deepbind", "motifs.tsv"), newline="") as handle:
        first, *_ = csv.DictReader(handle, delimiter="\t")
    assert first["match_name"] == "REST"
    assert float(first["q_value"]) < 0.01 and first["significant"] == "1"
    assert float(first["influence"]) > 0


def test_every_change_of_the_best_sequences_is_scored(finished):
    with h5py.File(finished.path("REST", "deepbind", "mutagenesis.h5")) as file:
        codes, effects = file["sequences"][:], file["mutagenesis"][:]
    assert effects.shape == (3, 61, 4)
    at_reference = np.take_along_axis(effects, codes[:, :, None].astype(int), axis=2)
    assert np.abs(at_reference).max() == 0 and np.abs(effects).max() > 0


def test_page_shows_the_interpretation_of_the_model(finished):
    page = finished.path("REST", "report.html").read_text()
    assert "Mutation maps" in page and "Best match" in page
    for file in FILES:
        assert finished.path("REST", "deepbind", file).stat().st_size > 0
    motifs = json.loads(finished.path("REST", "deepbind", "motifs.json").read_text())
    assert sum(len(group["motifs"]) for group in motifs) == 2 * 16


def test_page_without_it_needs_no_explanation(finished):
    finished.config["explanation"] = {"enabled": False}
    finished.write()
    jobs = finished.jobs("--forcerun", "report_experiment")
    assert "explain" not in jobs and jobs["report_experiment"] == 1
    finished.config["explanation"] = {"maps": 3}
    finished.write()
