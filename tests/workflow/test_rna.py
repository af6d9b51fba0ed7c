"""CLIP as stranded peaks and as sequences, and RNAcompete, through the whole workflow."""

import csv
import json
import re

import h5py
import numpy as np
import pytest
from helpers import random_letters
from workflow.conftest import Study

MOTIF = "TGCATGT"
CHROMOSOMES = {f"chr{number}": random_letters(24_000, number) for number in range(1, 5)}
KNOWN = """MEME version 4

ALPHABET= ACGU

MOTIF RBFOX GCAUG
letter-probability matrix: alength= 4 w= 7 nsites= 20 E= 0
"""


def bound():
    """A genome with sites of the motif on both strands of its transcripts, and BED and GTF."""
    other = MOTIF.translate(str.maketrans("ACGT", "TGCA"))[::-1]
    genome, bed, genes = {}, [], []
    for name, letters in CHROMOSOMES.items():
        own = list(letters)
        for number, start in enumerate(range(500, 23_500, 250)):
            strand = "+-"[number % 2]
            own[start : start + len(MOTIF)] = MOTIF if strand == "+" else other
            bed.append(f"{name}\t{start}\t{start + 7}\tsite{number}\t{number}\t{strand}")
        genome[name] = "".join(own)
        genes += [f'{name}\tx\ttranscript\t1\t24000\t.\t{way}\t.\tgene_id "x";' for way in "+-"]
    return genome, "\n".join(bed) + "\n", "\n".join(genes) + "\n"


def probes(count, seed):
    """Intensities of probes, larger where they hold the motif."""
    generator = np.random.default_rng(seed)
    lines = []
    for row in range(count):
        letters = random_letters(38, seed * count + row)
        if row % 3 == 0:
            letters = letters[:15] + MOTIF + letters[22:]
        level = (MOTIF in letters) * 3 + generator.normal(0, 0.3)
        lines.append(f"{level:.4f} {letters.replace('T', 'U')}")
    return "\n".join(lines) + "\n"


def contexts(lines):
    """Five contexts of each probe, which tell nothing of it."""
    found = []
    for line in lines.splitlines():
        letters = line.split()[1]
        found += [f">{letters}", *[" ".join(["0.2"] * len(letters))] * 5]
    return "\n".join(found) + "\n"


@pytest.fixture(scope="module")
def study(tmp_path_factory, copied_workflow):
    """A run of the models that the assays bring."""
    study = Study(tmp_path_factory.mktemp("rna"), copied_workflow)
    for key in ("simulation", "background", "explanation"):
        del study.config[key]
    motif = "".join(
        " ".join("0.97" if base == own else "0.01" for base in "ACGT") + "\n" for own in MOTIF
    )
    (study.folder / "rna.meme").write_text(KNOWN + motif)
    genome, bed, genes = bound()
    fasta = "".join(f">{name}\n{letters}\n" for name, letters in genome.items())
    sites = [random_letters(80, seed) for seed in range(300)]
    files = {
        "genome.fa": fasta,
        "sites.bed": bed,
        "genes.gtf": genes,
        "sites.fa": "".join(
            f">s{n}\n{(own[:36] + MOTIF + own[43:]).replace('T', 'U')}\n"
            for n, own in enumerate(sites)
        ),
        "probes_a.txt": probes(600, 1),
        "probes_b.txt": probes(200, 2),
    }
    files["contexts.txt"] = contexts(files["probes_a.txt"] + files["probes_b.txt"])
    for name, text in files.items():
        (study.folder / name).write_text(text)
    study.config |= {
        "genome": {
            "name": "own",
            "fasta": "genome.fa",
            "annotation": "genes.gtf",
            "split": {"validation": ["chr3"], "test": ["chr4"]},
        },
        "explanation": {"known": "rna.meme", "sequences": 100, "maps": 2},
        "training": {"epochs": 4, "restarts": 1},
    }
    study.rows = [
        {"experiment": "peaks", "protein": "RBFOX", "clip": "sites.bed", "window": "81"},
        {"experiment": "fasta", "protein": "RBFOX", "clip": "sites.fa", "window": "80"},
        {
            "experiment": "probes",
            "protein": "RBFOX",
            "rnacompete": "probes_a.txt",
            "test_rnacompete": "probes_b.txt",
            "window": "41",
            # A model of its own, which reads contexts.
            "structure": "contexts.txt",
            "structure.method": "given",
            "models.folded.architecture": "zeng",
            "models.folded.settings.structure": "5",
        },
    ]
    study.write()
    study.run()
    return study


@pytest.mark.slow
def test_windows_of_both_strands_hold_the_motif_in_the_sense_of_the_rna(study):
    with h5py.File(study.path("peaks", "tensor.h5")) as file:
        codes, positive = file["sequences"][:], file["targets"][:, 0] == 1
        assert set(file["intervals/strand"][:]) == {b"+", b"-"}
    letters = ["".join("ACGTN"[code] for code in row) for row in codes]
    assert all(own[37:44] == MOTIF for own, site in zip(letters, positive, strict=True) if site)
    assert 4 * sum(MOTIF in own for own in letters) < 3 * len(letters)


@pytest.mark.slow
def test_each_assay_brings_its_model_and_baselines_of_one_strand(study):
    with study.path("summary.tsv").open() as handle:
        rows = list(csv.DictReader(handle, delimiter="\t"))
    assert {(row["experiment"], row["model"]) for row in rows} >= {
        ("peaks", "pysster"), ("peaks", "kmer_logreg"), ("fasta", "pysster"),
        ("probes", "zeng_local"), ("probes", "kmer_ridge"),
    }  # fmt: skip
    for name, baseline in (("peaks", "kmer_logreg"), ("probes", "kmer_ridge")):
        facts = json.loads(study.path(name, baseline, "provenance.json").read_text())
        assert facts["both_strands"] is False
    probes = next(row for row in rows if row["model"] == "zeng_local")
    assert ("probes", "folded") in {(row["experiment"], row["model"]) for row in rows}
    assert not study.path("probes", "folded", "motifs.tsv").exists()
    assert float(probes["pearson"]) > 0.5


@pytest.mark.slow
def test_motifs_are_of_rna_in_tables_files_and_pages(study):
    meme = study.path("probes", "zeng_local", "motifs.meme").read_text()
    assert "ALPHABET= ACGU" in meme and "strands" not in meme
    with study.path("probes", "zeng_local", "motifs.tsv").open() as handle:
        found = list(csv.DictReader(handle, delimiter="\t"))
    assert not any("T" in row["consensus"].upper() for row in found)
    assert any("GCAUG" in row["consensus"].upper() for row in found)
    page = study.path("report.html").read_text()
    assert 'id="base-U"' in page and re.search(r'href="#base-U"', page)


@pytest.mark.slow
def test_pages_say_what_background_was_drawn(study):
    page = study.path("peaks", "report.html").read_text()
    assert "in the transcript of its peak" in page
