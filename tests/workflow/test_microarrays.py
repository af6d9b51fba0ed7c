"""Two microarrays of one protein, through the whole workflow."""

import csv
import gzip
import json

import h5py
import numpy as np
import pytest
from helpers import random_letters
from workflow.conftest import Study

pytestmark = pytest.mark.slow

SITE, COUNT = "GTAAACAA", 400


def array(seed):
    """Probes in DREAM5's layout; those with the site are bright, on either strand."""
    generator = np.random.default_rng(seed)
    other = str.maketrans("ACGT", "TGCA")
    lines = ["Sequence\tSignal_Mean\tBackground_Mean\tFlag"]
    for number in range(COUNT):
        letters, bright = random_letters(28, 1000 * seed + number), number % 4 == 0
        if bright:
            letters = letters[:9] + SITE + letters[17:]
        if number % 2:
            letters = letters[::-1].translate(other)
        signal = generator.lognormal(9 if bright else 7, 0.3)
        lines.append(f"{letters}\t{signal:.1f}\t100\t{int(number == 5)}")
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def study(tmp_path_factory, copied_workflow):
    study = Study(tmp_path_factory.mktemp("microarrays"), copied_workflow)
    for name in ("simulation", "background", "genome", "window"):
        del study.config[name]
    study.config["models"] = {
        "deepbind": {
            "architecture": "deepbind",
            "settings": {"width": 8},
            "training": {"epochs": 8},
        }
    }
    for number, name in enumerate(("one", "two"), 1):
        (study.folder / f"{name}.txt").write_text(array(number))
    study.rows = [{"experiment": "Foxo1", "pbm": "one.txt", "test_pbm": "two.txt"}]
    study.write()
    study.run()
    return study


def test_the_assay_alone_decides_targets_window_and_test_rows(study):
    found = json.loads(study.path("Foxo1", "deepbind", "metrics.json").read_text())
    assert (found["assay"], found["target"]) == ("pbm", "intensity")
    # The flagged probe of the second array is none.
    assert found["n_test"] == COUNT - 1
    assert found["baseline"] == "kmer_ridge"
    assert found["pearson"] > 0.5
    assert found["auroc_bright"] is None or 0 <= found["auroc_bright"] <= 1


def test_the_site_is_the_best_8mer(study):
    with gzip.open(study.path("Foxo1", "deepbind", "kmers.tsv.gz"), "rt") as handle:
        rows = list(csv.DictReader(handle, delimiter="\t"))
    assert {rows[0]["kmer"], rows[0]["reverse_complement"]} == {SITE, "TTGTTTAC"}
    assert float(rows[0]["predicted_e_score"]) > 0.3


def test_the_page_shows_8mers_and_what_became_of_spots(study):
    page = study.path("Foxo1", "report.html").read_text()
    assert "<h2>8-mers</h2>" in page and SITE in page
    assert "spots flagged" in page and "test spots flagged" in page


def test_a_page_of_arrays_has_no_word_of_peaks(study):
    page = study.path("Foxo1", "report.html").read_text()
    assert "peak" not in page.lower()


def test_nothing_runs_again(study):
    assert study.jobs() == {}


def test_medians_are_over_the_arrays_of_the_studys_other_experiments(study, tmp_path):
    medians = study.copied(tmp_path)
    lines = array(1).splitlines()
    # The same probes, each twice as bright: the median of both is 1.5 times the first.
    doubled = [line.split("\t") for line in lines[1:]]
    doubled = [[own[0], f"{2 * float(own[1]):.1f}", *own[2:]] for own in doubled]
    text = [lines[0], *("\t".join(own) for own in doubled)]
    (tmp_path / "doubled.txt").write_text("\n".join(text) + "\n")
    medians.config["pbm"] = {"probe_medians": True}
    medians.rows = [
        {"experiment": "Foxo1", "pbm": "one.txt"},
        {"experiment": "Other", "pbm": "doubled.txt"},
    ]
    medians.write()
    medians.run("--", "results/tiny/Foxo1/tensor.h5")
    with h5py.File(medians.path("Foxo1", "tensor.h5")) as file:
        assert np.allclose(file["targets"][:], 2 / 3, atol=0.01)
        assert len(file["targets"]) == COUNT - 1
    # Nothing of the other experiment is made for it but its file is an input.
    assert not medians.path("Other").exists()
    medians.rows = medians.rows[:1]
    medians.write()
    printed = medians.run("--", "results/tiny/Foxo1/tensor.h5", fails=True)
    assert "no other experiment has pbm" in printed
