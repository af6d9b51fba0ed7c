"""Backgrounds, scoring and genomes of one's own, through the whole workflow."""

import csv
import gzip
import hashlib
import json
import shutil

import h5py
import numpy as np
import pytest
from helpers import random_letters
from workflow.conftest import Study

METHODS = ("dinucleotide_shuffle", "genomic", "flank", "given", "sequences")


@pytest.fixture(scope="module")
def study(tiny, tmp_path_factory):
    """One experiment a way of drawing background, and files to score, in one study."""
    study = tiny.copied(tmp_path_factory.mktemp("data"))
    peaks = study.rows[0]
    study.rows = [{**peaks, "experiment": name, "background.method": name} for name in METHODS]
    study.rows[3]["background"] = "given.bed"
    study.rows[4] |= {"background.method": "given", "background": "given.tsv"}
    study.rows[0]["background.ratio"] = "2"
    study.config["background"]["gc_tolerance"] = 0.1
    generator = np.random.default_rng(1)
    (study.folder / "given.bed").write_text(
        "".join(f"sim{n}\t{at}\t{at + 80}\n" for n in range(1, 6) for at in range(100, 900, 100))
    )
    letters = ["".join(generator.choice(list("ACGT"), 61)) for _ in range(90)]
    (study.folder / "given.tsv").write_text("sequence\n" + "\n".join(letters) + "\n")
    study.write()
    study.run("--", *(f"results/tiny/{name}/tensor.h5" for name in METHODS))
    return study


def tensor(study, name):
    with h5py.File(study.path(name, "tensor.h5")) as file:
        columns = ("sequences", "targets", "split", "group")
        found = {column: file[column][:] for column in columns}
        return found | {"chrom": file["intervals/chrom"][:], "start": file["intervals/start"][:]}


@pytest.mark.slow
@pytest.mark.parametrize("name", METHODS)
def test_every_split_has_peaks_and_background(study, name):
    found = tensor(study, name)
    for part in range(3):
        targets = found["targets"][found["split"] == part, 0]
        assert 0 < targets.sum() < len(targets)
    assert found["sequences"].shape[1] == 61 and found["sequences"].dtype == np.uint8


@pytest.mark.slow
def test_ratio_gives_so_many_shuffles_a_peak(study):
    targets = tensor(study, "dinucleotide_shuffle")["targets"][:, 0]
    assert (targets == 0).sum() == 2 * (targets == 1).sum()


@pytest.mark.slow
@pytest.mark.parametrize("name", ["genomic", "flank"])
def test_background_lies_outside_peaks(study, name):
    found = tensor(study, name)
    excluded = [line.split() for line in study.path(name, "excluded.bed").open()]
    rows = np.flatnonzero(found["targets"][:, 0] == 0)
    for row in rows:
        start, chrom = found["start"][row], found["chrom"][row].decode()
        for other, low, high in excluded:
            assert chrom != other or start + 61 <= int(low) or start >= int(high)


@pytest.mark.slow
def test_genomic_background_is_as_many_as_peaks_in_each_split(study):
    found = tensor(study, "genomic")
    for part in range(3):
        targets = found["targets"][found["split"] == part, 0]
        assert (targets == 0).sum() == (targets == 1).sum()


@pytest.mark.slow
def test_given_sequences_have_no_position_but_a_split(study):
    found = tensor(study, "sequences")
    background = found["targets"][:, 0] == 0
    assert background.sum() == 90 and (found["start"][background] == -1).all()


def test_own_regions_and_sequences_are_scored(tiny, tmp_path):
    study = tiny.copied(tmp_path)
    study.config["scoring"] = {"regions": "own.bed", "letters": "own.fa"}
    (tmp_path / "own.bed").write_text("sim1\t500\t900\tone\nsim2\t2\t4\tat_the_edge\n")
    letters = random_letters(61, 1)
    (tmp_path / "own.fa").write_text(f">short enough\n{letters}\n>long\n{90 * letters}\n")
    study.write()
    names = ("regions", "letters")
    targets = [f"results/tiny/REST/deepbind/scores.{name}.tsv.gz" for name in names]
    printed = study.run("--", *targets)
    assert "own.bed: 1 rows dropped: window leaves the chromosome" in printed
    tables = []
    for target in targets:
        with gzip.open(study.folder / target, "rt") as handle:
            tables.append(list(csv.DictReader(handle, delimiter="\t")))
    regions, letters = tables
    assert [(row["name"], row["start"], row["end"]) for row in regions] == [("one", "670", "731")]
    assert [row["name"] for row in letters] == ["short", "long"]
    assert 0 < float(letters[1]["probability"]) < 1


def test_later_runs_need_the_genome_recorded_at_first_use(tiny, tmp_path, copied_workflow):
    own = Study(tmp_path, copied_workflow)
    genome = tiny.folder / "resources/simulated/genome.fa"
    shutil.copy(genome, tmp_path / "own.fa")
    del own.config["simulation"]
    own.config["genome"]["fasta"] = "own.fa"
    own.rows = own.rows[:1]
    own.write()
    # Its folder tells it from genomes of the same name and other sources.
    source = hashlib.sha256(b"own.fa").hexdigest()[:8]
    target = f"resources/genomes/tiny-{source}/chrom.sizes"
    assert "its digests are not known; those of this genome are recorded" in own.run("--", target)
    # Another line width is the same genome; another base is not.
    text = genome.read_text().replace("\n", "").replace(">", "\n>")
    names = [f">sim{number}" for number in range(1, 6)]
    for name in names:
        text = text.replace(name, f"{name}\n")
    (tmp_path / "own.fa").write_text(text.lstrip("\n") + "\n")
    own.run("--", target)
    letters = text.lstrip("\n").split("\n")
    letters[1] = ("A" if letters[1][0] != "A" else "C") + letters[1][1:]
    (tmp_path / "own.fa").write_text("\n".join(letters) + "\n")
    printed = own.run("--", target, fails=True)
    assert "own.fa: 'sim1' has 40000 bases and M5" in printed
    assert "recorded.tsv (remove that file if you changed the genome on purpose)" in printed


@pytest.mark.slow
def test_jax_by_config(tiny, tmp_path):
    pytest.importorskip("jax")
    own = tiny.copied(tmp_path)
    own.config |= {"backend": "jax"}
    own.write()
    own.run("--", "results/tiny/REST/deepbind/model.keras")
    facts = json.loads(own.path("REST", "deepbind", "provenance.json").read_text())
    assert facts["backend"] == "jax" and facts["device"] == "cpu"
