"""One tensor of many yeast proteins, through Snakemake, checked against their peaks."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import h5py
import numpy as np
import pytest
import yaml

from bindery import alphabet
from bindery.genomics.genome import Genome

REPOSITORY = Path(__file__).parents[2]
PROTEINS = ("Abf1", "Mcm1", "Rap1", "Reb1", "Ume6")
KINDS = {
    "regions": {"kind": "regions", "background": 1},
    # The files have summits: peaks of one base.
    "bins": {"kind": "bins", "widen": 201},
}
TEST = ("chrIV", "chrVIII", "chrXII")
pytestmark = [pytest.mark.real_data, pytest.mark.slow]


@pytest.fixture(scope="module")
def study(yeast, tmp_path_factory) -> Path:
    """A study of five proteins, both of whose tensors were made one after the other."""
    folder = tmp_path_factory.mktemp("study")
    for part in ("workflow", "config", "envs", "profiles"):
        shutil.copytree(REPOSITORY / part, folder / part)
    shutil.copy(REPOSITORY / "Snakefile", folder)
    lines = (folder / "config/yeast.tsv").read_text().splitlines()
    kept = [line for line in lines if line.split("\t")[0] in ("experiment", *PROTEINS)]
    (folder / "table.tsv").write_text("\n".join(kept) + "\n")
    program = Path(sys.executable).with_name("snakemake")
    environment = os.environ | {"BINDERY_MIRRORS": f"{yeast}:{yeast / 'peaks'}"}
    environment["PATH"] = f"{program.parent}:{environment['PATH']}"
    for kind, tensor in KINDS.items():
        config = yaml.safe_load((folder / "config/yeast.yaml").read_text())
        config |= {"experiments": "table.tsv", "multitask": {"tensor": tensor}}
        config["pathvars"] = {"results": f"results/{kind}"}
        config |= {"models": {"deepbind": {"architecture": "deepbind"}}, "candidates": {}}
        (folder / f"{kind}.yaml").write_text(yaml.safe_dump(config))
        target = f"results/{kind}/study/tensor.h5"
        command = [program, "--cores", "2", "--configfile", f"{kind}.yaml", "--", target]
        result = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, timeout=600
        )
        assert result.returncode == 0, (result.stdout + result.stderr)[-4000:]
    return folder


def columns(study: Path, kind: str) -> dict[str, np.ndarray]:
    with h5py.File(study / f"results/{kind}/study/tensor.h5") as file:
        assert file["tasks"].asstr()[:].tolist() == list(PROTEINS)
        found = {name: file[name][:] for name in ("sequences", "targets", "split", "group")}
        found["start"] = file["intervals/start"][:]
        found["chrom"] = np.array([name.decode() for name in file["intervals/chrom"][:]], object)
    return found


def summits(study: Path, kind: str, protein: str) -> list[tuple[str, int]]:
    """Chromosome and summit of each peak that the experiment uses."""
    rows = [line.split("\t") for line in (study / f"results/{kind}/{protein}/peaks.bed").open()]
    return [(row[0], int(row[1]) + 201 // 2) for row in rows]


@pytest.mark.parametrize("kind", KINDS)
def test_rows_are_the_genome_s_letters_and_splits_share_none(study: Path, kind: str) -> None:
    found = columns(study, kind)
    window = found["sequences"].shape[1]
    assert window == {"regions": 600, "bins": 1000}[kind]
    with Genome(study / "resources/genomes/sacCer3/genome.fa") as genome:
        letters = genome.windows(found["chrom"], found["start"], window)
    np.testing.assert_array_equal(letters, found["sequences"])
    digest = alphabet.strandless_digest(found["sequences"])
    for part in range(3):
        own = found["split"] == part
        assert not np.isin(digest[own], digest[~own]).any()
        assert (found["targets"][own] == 1).any(axis=0).all()
    test = np.isin(found["chrom"], TEST)
    np.testing.assert_array_equal(test, found["split"] == 2)


@pytest.mark.parametrize("kind", KINDS)
def test_summits_are_in_rows_that_are_positive_for_their_protein(study: Path, kind: str) -> None:
    found = columns(study, kind)
    window = found["sequences"].shape[1]
    distances, of_test = [], []
    for task, protein in enumerate(PROTEINS):
        positive = found["targets"][:, task] == 1
        for chrom, summit in summits(study, kind, protein):
            middle = found["start"][positive & (found["chrom"] == chrom)] + window // 2
            distances.append(np.abs(middle - summit).min())
            of_test.append(chrom in TEST)
    # A chain of merged peaks may leave an outer one beside its region. A bin is left out in the
    # blacklist or at a chromosome's end.
    outside = np.array(distances) > (window // 2 if kind == "regions" else 100)
    assert sum(of_test) > 500 and outside[of_test].mean() < 0.005
    # Rows that repeat in a later split are dropped from training and validation.
    assert outside.mean() < 0.04


def test_no_training_row_holds_50_bases_of_a_later_split_on_either_strand(study: Path) -> None:
    found = columns(study, "regions")
    train = found["sequences"][found["split"] == 0]
    words = {row[at : at + 50].tobytes() for row in train for at in range(600 - 49)}
    with Genome(study / "resources/genomes/sacCer3/genome.fa") as genome:
        for chrom in (*TEST, "chrXV"):
            size, name = genome.lengths[chrom], np.array([chrom], object)
            codes = genome.windows(name, np.array([0]), size)[0]
            for strand in (codes, alphabet.reverse_complement(codes)):
                text = strand.tobytes()
                assert not any(text[at : at + 50] in words for at in range(size - 49))


def test_regions_overlap_less_than_they_would_be_merged_at(study: Path) -> None:
    found = columns(study, "regions")
    bound = (found["targets"] == 1).any(axis=1)
    for chrom in set(found["chrom"]):
        start = np.sort(found["start"][bound & (found["chrom"] == chrom)])
        assert (np.diff(start) > 400).all()
    for part in range(3):
        rows = bound[found["split"] == part]
        # One background window a region, but for the rows that were dropped as repeats.
        assert abs(int(rows.sum()) - int((~rows).sum())) < 0.05 * len(rows)


def test_bins_hold_the_summits_of_their_positives(study: Path) -> None:
    found = columns(study, "bins")
    bins = found["start"] + 400
    assert (bins % 200 == 0).all()
    for task, protein in enumerate(PROTEINS):
        known = set(summits(study, "bins", protein))
        near = {(chrom, summit // 200 * 200) for chrom, summit in known}
        rows = found["targets"][:, task] == 1
        own = set(zip(found["chrom"][rows], bins[rows].tolist(), strict=True))
        # 201 bases around a summit cover more than half of one bin, that of the summit.
        assert own <= near
