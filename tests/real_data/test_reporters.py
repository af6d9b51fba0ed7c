"""The reporter assay of yeast promoters: its tiles are found in sacCer3, and splits share none."""

import gzip
from pathlib import Path

import h5py
import numpy as np
import pytest

from bindery import alphabet
from bindery.data.assays.mpra_tensor import build_tensor
from bindery.genomics.genome import Genome, index
from bindery.row_counts import read_row_counts

pytestmark = pytest.mark.slow

REPOSITORY = Path(__file__).parents[2]
SPLIT = {"validation": ["chrXV"], "test": ["chrIV", "chrVIII", "chrXII"]}
FLANK = 20
COUNTS = {
    "sequences": 70924,
    "inserts once in the genome": 61661,
    "inserts in several places of it": 1236,
    "inserts nowhere in the genome: training only": 8027,
    "sequences measured in no replicate": 314,
    "sequences measured in some replicates only": 1370,
}


@pytest.fixture(scope="module")
def genome(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("genome")
    with gzip.open(real_data / "yeast/sacCer3.fa.gz") as handle:
        (folder / "sacCer3.fa").write_bytes(handle.read())
    index(folder / "sacCer3.fa", folder / "sizes")
    return folder / "sacCer3.fa"


@pytest.fixture(scope="module")
def tensor(real_data: Path, genome: Path) -> Path:
    folder = genome.parent
    build_tensor(
        mpra=str(real_data / "mpra/native_data.txt.gz"),
        genome=str(genome),
        digests=str(REPOSITORY / "config/digests/sacCer3.tsv"),
        tensor=str(folder / "tensor.h5"),
        row_counts=str(folder / "tensor.qc.tsv"),
        origin=None,
        expected="978456f838c3dfaf93993898466abc08babd3f83f4778d26134a0254d22a3f6f",
        replicates=["EL.rep1", "EL.rep2"],
        assembly="sacCer3",
        window=120,
        stored=120,
        split=SPLIT,
        validation_unplaced=0.0,
        max_unknown=0.1,
        seed=1,
    )
    return folder / "tensor.h5"


def test_the_tiles_are_those_that_the_table_calls_native(tensor: Path) -> None:
    counts = {reason: n for _, reason, n in read_row_counts(tensor.with_suffix(".qc.tsv"))}
    assert counts | COUNTS == counts
    # The file says of 62,897 rows that they are native.
    assert COUNTS["inserts once in the genome"] + COUNTS["inserts in several places of it"] == 62897
    with h5py.File(tensor) as file:
        assert len(file.attrs["flank_before"]) == len(file.attrs["flank_after"]) == FLANK


def test_kept_tiles_are_the_genomes_letters(tensor: Path, genome: Path) -> None:
    with h5py.File(tensor) as file, Genome(genome) as opened:
        placed = np.flatnonzero(file["intervals/start"][:] >= 0)[::50]
        chrom = file["intervals/chrom"][:].astype(str).astype(object)[placed]
        letters = opened.windows(chrom, file["intervals/start"][:][placed], 80)
        other = file["intervals/strand"][:][placed] == b"-"
        letters[other] = alphabet.reverse_complement(letters[other])
        assert len(placed) > 1000
        assert (file["sequences"][:][placed, FLANK:-FLANK] == letters).all()


def test_no_two_splits_share_a_stretch_of_32_bases(tensor: Path) -> None:
    words: list[set[bytes]] = []
    with h5py.File(tensor) as file:
        inserts, split = file["sequences"][:, FLANK:-FLANK], file["split"][:]
        for part in range(3):
            own = inserts[split == part]
            both = np.concatenate([own, alphabet.reverse_complement(own)])
            windows = np.lib.stride_tricks.sliding_window_view(both, 32, axis=1)
            words.append(
                set(np.ascontiguousarray(windows).reshape(-1, 32).view("V32").ravel().tolist())
            )
            placed = file["intervals/chrom"][:][split == part].astype(str)
            named = set(placed) - {"."}
            assert named == set(SPLIT["validation"] if part == 1 else SPLIT["test"]) or part == 0
    assert not words[0] & words[1] and not words[0] & words[2] and not words[1] & words[2]
