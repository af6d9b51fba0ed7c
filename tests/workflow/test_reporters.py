"""A reporter assay of tiles of a genome, through the whole workflow."""

import csv
import gzip
import hashlib
import json

import h5py
import numpy as np
import pytest
from helpers import random_letters
from workflow.conftest import Study

BEFORE, AFTER, INSERT = "ACTGCAT", "GGTTACG", 46
CHROMOSOMES = {f"chr{number}": random_letters(3000, number) for number in range(1, 5)}


def table():
    """Overlapping tiles; expression is the share of G in two replicates with noise."""
    generator = np.random.default_rng(1)
    lines = ["seq\tlevel 1\tlevel 2\tnote"]
    for letters in CHROMOSOMES.values():
        # Stretches of overlapping tiles, as promoters are.
        for start in (own + at for own in range(0, 3000, 200) for at in range(0, 110, 10)):
            insert = letters[start : start + INSERT]
            level = insert.count("G") / INSERT + generator.normal(0, 0.02, 2)
            lines.append(f"{BEFORE}{insert}{AFTER}\t{level[0]:.4f}\t{3 * level[1]:.4f}\tx")
    lines.append(f"{BEFORE}{'ACGT' * 11}AC{AFTER}\tNA\t0.2\tx")
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def study(tmp_path_factory, copied_workflow):
    """A run of a deep model and its baselines."""
    study = Study(tmp_path_factory.mktemp("reporters"), copied_workflow)
    del study.config["simulation"], study.config["background"]
    study.config |= {
        "target": "intensity",
        "window": 60,
        "mpra": {"replicates": ["level 1", "level 2"]},
        "genome": {
            "name": "own",
            "fasta": "genome.fa",
            "split": {"validation": ["chr3"], "test": ["chr4"]},
        },
        "models": {"deepbind": {"architecture": "deepbind", "settings": {"both_strands": False}}},
        "mirrors": ["mirror"],
    }
    fasta = "".join(f">{name}\n{letters}\n" for name, letters in CHROMOSOMES.items())
    (study.folder / "genome.fa").write_text(fasta)
    (study.folder / "mirror").mkdir()
    content = gzip.compress(table().encode(), mtime=0)
    (study.folder / "mirror" / "levels.txt.gz").write_bytes(content)
    url = "https://example.org/levels.txt.gz"
    sha256 = hashlib.sha256(content).hexdigest()
    study.rows = [{"experiment": "tiles", "mpra": url, "sha256": sha256}]
    study.write()
    study.run()
    return study


@pytest.mark.slow
def test_tiles_are_split_by_chromosome_and_replicates_are_tasks(study):
    with h5py.File(study.path("tiles", "tensor.h5")) as file:
        assert file["tasks"][:].tolist() == [b"mean_of_replicates", b"level 1", b"level 2"]
        of_part = [set(file["intervals/chrom"][:][file["split"][:] == part]) for part in range(3)]
        assert of_part == [{b"chr1", b"chr2"}, {b"chr3"}, {b"chr4"}]
        assert file["targets"].shape == (660, 3)
        assert file.attrs["flank_before"] == BEFORE


@pytest.mark.slow
def test_models_are_evaluated_by_correlations(study):
    ridge = json.loads(study.path("tiles", "kmer_ridge", "metrics.json").read_text())
    assert ridge["assay"] == "mpra" and ridge["pearson"] > 0.5
    with study.path("summary.tsv").open() as handle:
        rows = list(csv.DictReader(handle, delimiter="\t"))
    assert [row["model"] for row in rows] == ["deepbind", "composition", "kmer_ridge"]
    assert all(row["pearson"] and "auroc" not in row for row in rows)


@pytest.mark.slow
def test_the_page_counts_rows_and_shows_the_assays_settings(study):
    page = study.path("tiles", "report.html").read_text()
    assert "mpra.replicates" in page and "inserts once in the genome" in page
    assert "sequences measured in some replicates only" in page
    assert "background.method" not in page
    assert study.path("report.html").is_file()
