"""What a model has learned, from the rule to the page."""

import csv
import json

import h5py
import numpy as np

FILES = ("motifs.tsv", "motifs.meme", "motifs.svg", "mutation_maps.svg", "embedding.svg")


def test_planted_motif_is_the_most_influential(demo_of_one):
    with open(demo_of_one.path("REST", "deepbind", "motifs.tsv"), newline="") as handle:
        first, *_ = csv.DictReader(handle, delimiter="\t")
    assert first["match_name"] == "REST"
    assert float(first["q_value"]) < 0.01 and first["significant"] == "1"
    assert float(first["influence"]) > 0


def test_every_change_of_the_best_sequences_is_scored(demo_of_one):
    with h5py.File(demo_of_one.path("REST", "deepbind", "mutagenesis.h5")) as file:
        codes, effects = file["sequences"][:], file["mutagenesis"][:]
    assert effects.shape == (3, 101, 4)
    at_reference = np.take_along_axis(effects, codes[:, :, None].astype(int), axis=2)
    assert np.abs(at_reference).max() == 0 and np.abs(effects).max() > 0


def test_page_shows_the_interpretation_of_the_model(demo_of_one):
    page = demo_of_one.path("REST", "report.html").read_text()
    assert "Mutation maps" in page and "Best match" in page
    for file in FILES:
        assert demo_of_one.path("REST", "deepbind", file).stat().st_size > 0
    motifs = json.loads(demo_of_one.path("REST", "deepbind", "motifs.json").read_text())
    assert sum(len(group["motifs"]) for group in motifs) == 2 * 16


def test_page_without_it_needs_no_explanation(demo_of_one, tmp_path):
    study = demo_of_one.copied(tmp_path)
    study.config["explanation"] = {"enabled": False}
    study.write()
    jobs = study.jobs("--forcerun", "report_experiment")
    assert "explain" not in jobs and jobs["report_experiment"] == 1
