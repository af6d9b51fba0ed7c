"""Two real single-cell profiles, and a bulk profile beside its sequence."""

import gzip
from pathlib import Path

import h5py
import numpy as np
import pytest

from bindery.data.assays.methylation_tensor import build_tensor
from bindery.genomics.digests import write_digests
from bindery.genomics.genome import index
from bindery.genomics.indexing import digests_of
from bindery.row_counts import read_row_counts

pytestmark = pytest.mark.slow

CELLS = ("BS27_4_SER", "BS28_2_SER")
HOW = {
    "aliases": {},
    "window": 1001,
    "stored": 1001,
    "max_unknown": 0.1,
    "each_side": 25,
    "seed": 1,
}


def test_two_cells_without_a_genome(real_data: Path, tmp_path: Path) -> None:
    files = [str(real_data / f"deepcpg/cpg_profiles/{cell}.bed.gz") for cell in CELLS]
    build_tensor(
        methylation=files[0],
        profiles=files,
        tensor=str(tmp_path / "tensor.h5"),
        row_counts=str(tmp_path / "qc.tsv"),
        names=CELLS,
        origins=files,
        expected=[None, None],
        assembly="",
        split={"validation": ["18:6170848-90702639"], "test": ["19"]},
        least_coverage=1,
        **HOW,
    )
    with h5py.File(tmp_path / "tensor.h5") as file:
        part, targets = file["split"][:], file["targets"][:]
        chrom = file["intervals/chrom"][:]
    assert len(targets) == 17_023 and (~np.isnan(targets)).sum() == 20_000
    assert set(chrom[part == 2]) == {b"19"} and set(chrom[part < 2]) == {b"18"}
    # The last fifth of the CpGs of chromosome 18 is for validation.
    assert abs((part == 1).sum() / (part < 2).sum() - 0.2) < 0.001


@pytest.mark.parametrize(("least", "found"), [(1, 13_380), (4, 6_773)])
def test_a_bulk_profile_agrees_with_its_sequence(
    real_data: Path, tmp_path: Path, least: int, found: int
) -> None:
    fasta = tmp_path / "genome.fa"
    with gzip.open(real_data / "methylation/arabidopsis_sequence.fa.gz") as handle:
        fasta.write_bytes(handle.read())
    index(fasta, tmp_path / "sizes")
    write_digests(tmp_path / "digests.tsv", digests_of(str(fasta)))
    table = str(real_data / "methylation/arabidopsis_bsseeker.txt.gz")
    build_tensor(
        methylation=table,
        genome=str(fasta),
        digests=str(tmp_path / "digests.tsv"),
        tensor=str(tmp_path / "tensor.h5"),
        row_counts=str(tmp_path / "qc.tsv"),
        names=["arabidopsis"],
        origins=[table],
        expected=[None],
        assembly="toy",
        split={"validation": ["chr1:320001-400000"], "test": ["chr1:400001-533566"]},
        least_coverage=least,
        **HOW,
    )
    counts = {reason: rows for _, reason, rows in read_row_counts(tmp_path / "qc.tsv")}
    assert counts["in another context than CG"] == 110_927 - 18_837
    assert counts["no CpG of the genome"] == 1
    assert counts["CpGs with a state in any cell"] == found
