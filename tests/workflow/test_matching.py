"""Background matched in every feature, from a genome and an annotation of the user's."""

import gzip

import pytest
from helpers import fasta_text, random_letters, write_lines
from workflow.conftest import Study

from bindery.row_counts import read_row_counts

pytestmark = pytest.mark.slow

MATCH = ["gc", "dinucleotides", "starts", "repeats"]
BACKGROUND = "results/tiny/Made/background.tsv"


@pytest.fixture
def made(study: Study) -> Study:
    """Peaks beside genes, of which the annotation is a URL and has other names."""
    sequences, peaks, genes = {}, [], []
    for number, name in enumerate(("chrA", "chrB", "chrC")):
        letters = random_letters(30000, number)
        sequences[name] = letters[:10000] + letters[10000:20000].lower() + letters[20000:]
        for at in range(500, 29000, 1500):
            peaks.append((name, at, at + 100))
            genes.append((name[3], ".", "mRNA", at + 61, at + 600, ".", "+", ".", "."))
    (study.folder / "genome.fa").write_text(fasta_text(sequences))
    write_lines(study.folder / "peaks.bed", peaks)
    plain = write_lines(study.folder / "genes", genes)
    zipped = study.folder / "genes.gff3.gz"
    zipped.write_bytes(gzip.compress(plain.read_bytes()))
    del study.config["simulation"]
    study.config["genome"] = {
        "name": "made",
        "fasta": "genome.fa",
        "annotation": zipped.as_uri(),
        "aliases": {name[3]: name for name in sequences},
        "split": {"validation": ["chrB"], "test": ["chrC"]},
    }
    study.config["background"] = {"method": "genomic", "ratio": 2, "match": MATCH}
    study.config["models"] = {}
    study.rows = [{"experiment": "Made", "peaks": "peaks.bed"}]
    study.write()
    return study


def test_background_is_matched_in_every_feature(made: Study) -> None:
    assert made.jobs("--", BACKGROUND)["fetch_annotation"] == 1
    made.run("--", BACKGROUND)
    counts = read_row_counts(made.path("Made", "background.qc.tsv"))
    matched = [(reason, count) for step, reason, count in counts if step == "matched"]
    assert [reason.split(":")[0] for reason, _ in matched] == MATCH
    assert {count for _, count in matched} == {2 * 19 * 3}
    (starts,) = (reason for reason, _ in matched if reason.startswith("starts"))
    after, before = (float(part.split()[-1]) for part in starts.split(","))
    assert after < before


def test_an_annotation_is_neither_fetched_nor_needed_for_gc(made: Study) -> None:
    made.config["background"]["match"] = ["gc", "dinucleotides"]
    made.write()
    assert "fetch_annotation" not in made.jobs("--", BACKGROUND)
    made.config["background"]["match"] = ["starts"]
    made.config["genome"]["annotation"] = None
    made.write()
    printed = made.run("--dry-run", "--", BACKGROUND, fails=True)
    assert "the background of 'Made' is matched in starts, and the genome has no annot" in printed
