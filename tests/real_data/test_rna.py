"""RNA-binding proteins: published files of CLIP, RNAcompete and motifs are read as they are."""

from pathlib import Path

import h5py
import numpy as np
import pytest

from bindery.data.assays import clip_tensor, rnacompete_tensor
from bindery.data.tensors import Tensor
from bindery.motifs.meme import read_meme
from bindery.row_counts import read_row_counts

SHARES = {"validation": 0.1, "test": 0.2}


def counts(path: Path) -> dict[str, int]:
    return {f"{step}: {reason}": rows for step, reason, rows in read_row_counts(path)}


@pytest.mark.parametrize(
    ("protein", "train", "test"), [("nova", 4174, 1392), ("qki", 3262, 1088), ("pum2", 3888, 1296)]
)
def test_sites_of_clip_and_their_files_of_background(
    real_data: Path, tmp_path: Path, protein: str, train: int, test: int
) -> None:
    folder = real_data / "rbp_pysster"
    clip_tensor.build_tensor(
        clip=str(folder / f"{protein}.train.positive.fasta.gz"),
        background=str(folder / f"{protein}.train.negative.fasta.gz"),
        test_clip=str(folder / f"{protein}.test.positive.fasta.gz"),
        test_background=str(folder / f"{protein}.test.negative.fasta.gz"),
        tensor=str(tmp_path / "tensor.h5"), row_counts=str(tmp_path / "qc.tsv"),
        experiment=protein, origins={}, expected={}, window=200, stored=200, shares=SHARES,
        similarity=None, max_unknown=0.1, method="given", ratio=1, seed=1,
    )  # fmt: skip
    found = counts(tmp_path / "qc.tsv")
    assert found["read: sequences"] == found["read: background"] == train
    assert found["read: test sequences"] == found["read: test background"] == test
    with Tensor(tmp_path / "tensor.h5") as tensor:
        held_out = tensor.split_rows(2)
        seen = {
            row.tobytes()
            for part in (0, 1)
            for row in tensor.rows(tensor.split_rows(part)).sequences
        }
        assert not seen & {row.tobytes() for row in tensor.rows(held_out).sequences}
        # Left out: sequences without a known base, and background that a positive has too.
        assert 2 * test - 24 <= len(held_out) <= 2 * test


def test_probes_of_rnacompete(real_data: Path, tmp_path: Path) -> None:
    folder = real_data / "rnacompete"
    rnacompete_tensor.build_tensor(
        rnacompete=str(folder / "RNCMPT00001.train.txt.gz"),
        test_rnacompete=str(folder / "RNCMPT00001.test.txt.gz"),
        tensor=str(tmp_path / "tensor.h5"), row_counts=str(tmp_path / "qc.tsv"),
        experiment="RNCMPT00001", protein="A1CF", origins={}, expected={}, column=None, window=41,
        stored=41, shares=SHARES, similarity=None, max_unknown=0.1, seed=1,
    )  # fmt: skip
    found = counts(tmp_path / "qc.tsv")
    assert found["read: probes"] == found["read: test probes"] == 30_000
    assert found["kept: test measured sequence"] == 30_000
    with h5py.File(tmp_path / "tensor.h5") as file:
        codes, targets = file["sequences"][:], file["targets"][:, 0]
    assert codes.shape == (60_000, 41) and np.isfinite(targets).all()
    # A1CF binds UAAUU.
    text = codes[:, :, None] == np.array([3, 0, 0, 3, 3])[None, None]
    holds = np.zeros(len(codes), bool)
    for at in range(37):
        holds |= text[:, at + np.arange(5), np.arange(5)].all(axis=1)
    assert targets[holds].mean() > targets[~holds].mean() + 1


def test_the_published_motifs_are_of_rna(real_data: Path) -> None:
    found = read_meme(real_data / "motifs/Ray2013_rbp_RNA.meme")
    assert len(found) == 102 and {motif.letters for motif in found} == {"ACGU"}
    assert {motif.identifier: motif.name for motif in found}["RNCMPT00001"] == "A1CF"
