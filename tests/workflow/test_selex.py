"""A protein's SELEX, through the whole workflow: from reads of cycles to the page."""

import csv
import gzip
import json

import numpy as np
import pytest
from helpers import random_letters
from workflow.conftest import Study

pytestmark = pytest.mark.slow

SITE, COUNT = "CTAATTAG", 400
PRIMER, BARCODE, OTHER = "TGG", "CCAGCTG", "CCACGTC"


def reads(seed, share):
    """FASTQ of reads of two barcodes, such a share of the first with the site."""
    generator = np.random.default_rng(seed)
    lines = []
    for number in range(COUNT):
        ligand = random_letters(14, 10_000 * seed + number)
        ours = number % 4 != 0
        if ours and generator.random() < share:
            start = generator.integers(7)
            ligand = ligand[:start] + SITE + ligand[start + 8 :]
        letters = PRIMER + ligand + (BARCODE if ours else OTHER) + "TCG"
        lines += [f"@{number}", letters, "+", "I" * len(letters)]
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def study(tmp_path_factory, copied_workflow):
    study = Study(tmp_path_factory.mktemp("selex"), copied_workflow)
    for name in ("simulation", "background", "genome"):
        del study.config[name]
    study.config["window"] = 14
    study.config["selex"] = {"before": PRIMER, "after": BARCODE}
    study.config["models"] = {
        "deepbind": {"architecture": "deepbind", "training": {"epochs": 8}},
    }
    row = {"experiment": "ALX4"}
    for number, share in ((0, 0.0), (1, 0.2), (3, 0.9)):
        name = row[f"cycle_{number}"] = f"cycle{number}.fastq.gz"
        (study.folder / name).write_bytes(gzip.compress(reads(number + 1, share).encode()))
    study.rows = [row]
    study.write()
    study.run()
    return study


def test_columns_of_cycles_are_enough(study):
    found = json.loads(study.path("ALX4", "deepbind", "metrics.json").read_text())
    assert (found["assay"], found["target"]) == ("selex", "class")
    assert found["baseline"] == "kmer_logreg"
    assert found["auroc"] > 0.7
    made = json.loads(study.path("ALX4", "deepbind", "provenance.json").read_text())
    assert made["settings"]["width"] == 14


def test_the_most_enriched_cycle_has_the_positives(study):
    rows = {row["cycle"]: row for row in read(study.path("ALX4", "cycles.tsv"))}
    assert {name: row["positives"] for name, row in rows.items()} == {
        "cycle_0": "0", "cycle_1": "0", "cycle_3": "1",
    }  # fmt: skip
    assert float(rows["cycle_3"]["information"]) > float(rows["cycle_1"]["information"])
    assert rows["cycle_3"]["reads"] == str(COUNT - COUNT // 4)


def test_the_site_is_the_best_8mer(study):
    first = read(study.path("ALX4", "enrichment.tsv"))[0]
    assert first["kmer"] == first["reverse_complement"] == SITE


def test_the_page_shows_cycles_8mers_and_what_became_of_reads(study):
    page = study.path("ALX4", "report.html").read_text()
    assert "<h2>Cycles</h2>" in page and SITE in page
    assert f"reads without {BARCODE} after the ligand (100% of them have {OTHER})" in page


def test_a_page_of_selex_has_no_word_of_peaks(study):
    assert "peak" not in study.path("ALX4", "report.html").read_text().lower()


def test_nothing_runs_again(study):
    assert study.jobs() == {}


def read(path):
    with path.open() as handle:
        return list(csv.DictReader(handle, delimiter="\t"))
