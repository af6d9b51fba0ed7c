"""Methylation of two cells, through the whole workflow: three modules, imputed states, a page."""

import csv
import gzip
import json

import h5py
import numpy as np
import pytest
from helpers import random_letters
from workflow.conftest import Study

from bindery.steps.verify_results import verify_results
from bindery.verification.checks import AGREES, DIFFERS

pytestmark = pytest.mark.slow

LETTERS = random_letters(30_000, 7)
MODELS = {
    "dna": {
        "architecture": "deepcpg_dna",
        "settings": {"detectors": [4, 4], "widths": [5, 3], "hidden": 4},
    },
    "cpg": {"architecture": "deepcpg_cpg", "settings": {"hidden": 8, "recurrent": 4}},
    "joint": {"architecture": "deepcpg_joint", "settings": {"hidden": [4]}},
}


def tables():
    """Two cells that measure a half each of CpGs in domains of one state."""
    generator = np.random.default_rng(1)
    places = [at for at in range(len(LETTERS) - 1) if LETTERS[at : at + 2] == "CG"]
    domain = generator.random(len(LETTERS) // 1000 + 1) < 0.5
    for _ in range(2):
        lines = []
        for at in places:
            state = domain[at // 1000] ^ (generator.random() < 0.1)
            if generator.random() < 0.5:
                lines.append(f"chr1\t{at + 1}\t{int(state)}\n")
        yield "".join(lines)


@pytest.fixture(scope="module")
def study(tmp_path_factory, copied_workflow):
    """A run of all three modules and both baselines."""
    study = Study(tmp_path_factory.mktemp("methylation"), copied_workflow)
    del study.config["simulation"], study.config["background"]
    study.config |= {
        "window": 41,
        "genome": {"name": "own", "fasta": "genome.fa", "group": "vertebrates"},
        "split": {"validation": ["chr1:18001-22000"], "test": ["chr1:22001-30000"]},
        "models": MODELS,
        "methylation": {"neighbours": 5, "contexts": {"first": "first.bed"}},
        "training": {"epochs": 6, "restarts": 1, "learning_rate": 0.01},
        "evaluation": {"draws": 100},
        "explanation": {"enabled": False},
    }
    (study.folder / "genome.fa").write_text(f">chr1\n{LETTERS}\n")
    (study.folder / "first.bed").write_text("1\t0\t25000\n")
    listed = ["cell\tfile"]
    for number, text in enumerate(tables(), 1):
        (study.folder / f"cell{number}.tsv").write_text(text)
        listed.append(f"cell{number}\tcell{number}.tsv")
    (study.folder / "cells.tsv").write_text("\n".join(listed) + "\n")
    study.rows = [{"experiment": "cells", "methylation": "cells.tsv"}]
    study.write()
    study.run()
    return study


def test_every_model_has_scores_in_each_cell_and_context(study):
    for model in MODELS:
        folder = study.path("cells", model)
        with (folder / "cells.tsv").open() as handle:
            rows = list(csv.DictReader(handle, delimiter="\t"))
        assert {(row["model"], row["cell"]) for row in rows} == {
            (name, cell)
            for name in (model, "kmer_logreg", "neighbour_mean")
            for cell in ("cell1", "cell2")
        }
        with (folder / "contexts.tsv").open() as handle:
            contexts = {row["context"] for row in csv.DictReader(handle, delimiter="\t")}
        assert contexts == {"first", "elsewhere"}
        assert (folder / "roc.svg").is_file()


def test_neighbours_tell_of_domains_and_dna_does_not(study):
    found = {
        model: json.loads(study.path("cells", model, "metrics.json").read_text())["auroc"]
        for model in (*MODELS, "neighbour_mean")
    }
    assert found["neighbour_mean"] > 0.7 and found["cpg"] > 0.7
    assert found["dna"] < found["cpg"] and found["dna"] < found["joint"]


def test_each_state_is_measured_or_imputed(study):
    with h5py.File(study.path("cells", "tensor.h5")) as file:
        targets = file["targets"][:]
    with gzip.open(study.path("cells", "joint", "imputed.tsv.gz"), "rt") as handle:
        rows = list(csv.DictReader(handle, delimiter="\t"))
    assert len(rows) == len(targets)
    measured = [[int(row[f"cell{n}_measured"]) for n in (1, 2)] for row in rows]
    np.testing.assert_array_equal(measured, ~np.isnan(targets))


def test_the_page_shows_cells_contexts_and_neighbours(study):
    page = study.path("cells", "report.html").read_text()
    assert "Methylation in each cell" in page and "In regions of the genome" in page
    assert page.count("What neighbouring CpGs say") == 2
    assert "States of CpGs for training" in page


def test_the_results_agree_with_each_other(study):
    root = study.path("cells").parent
    checks = verify_results(str(root), deep=True)
    assert [check for check in checks if check.verdict != AGREES] == []
    assert sum(check.check == "scores by the model" for check in checks) == 5
    assert sum(check.check == "rows" for check in checks) == 5
    assert {check.check for check in checks} >= {"auroc", "mcc", "gain_auroc"}


def test_states_of_other_sites_are_told(study):
    file = study.path("cells", "cpg", "predictions.tsv.gz")
    whole = file.read_bytes()
    lines = gzip.decompress(whole).splitlines(keepends=True)
    file.write_bytes(gzip.compress(b"".join(lines[:-1])))
    try:
        checks = verify_results(str(study.path("cells").parent), deep=True)
    finally:
        file.write_bytes(whole)
    wrong = {check.check for check in checks if check.verdict == DIFFERS}
    assert {"digest", "rows", "scores by the model"} <= wrong


def test_candidates_of_dna_are_combined(study, tmp_path):
    """Of several cells; the blend's predictions are those of its model."""
    other = study.copied(tmp_path)
    few = {"restarts": 1, "epochs": 2}
    other.config |= {
        "models": "auto",
        "candidates": {
            "network": {**MODELS["dna"], "training": few},
            "kmers": {"architecture": "kmers", "settings": {"k": 3}, "training": few},
        },
        "methylation": {"neighbours": 5, "final_rows": "all"},
        "explanation": {"sequences": 40, "maps": 2, "patterns": False},
    }
    other.write()
    other.run()
    assert other.path("cells", "auto", "metrics.json").is_file()
    assert not other.path("cells", "network", "metrics.json").exists()
    page = other.path("cells", "report.html").read_text()
    assert "<h2>Choice</h2>" in page and "Methylation in each cell" in page
    checks = verify_results(str(other.path("cells").parent), deep=True)
    assert not [check for check in checks if check.verdict == DIFFERS]
    again = {check.file for check in checks if check.check == "scores by the model"}
    assert "cells/auto/predictions.tsv.gz" in again
