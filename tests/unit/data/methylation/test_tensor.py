"""The tensor file of methylation: splits share no base and no state."""

import time
from pathlib import Path

import h5py
import numpy as np
import pytest
from helpers import containing, fasta_text, random_letters, write_indexed

from bindery import tsv
from bindery.data.assays.methylation_tensor import build_tensor
from bindery.data.methylation.neighbours import NONE
from bindery.data.methylation.rows import open_cells, read_rows
from bindery.errors import InputError
from bindery.genomics.digests import write_digests
from bindery.genomics.indexing import digests_of
from bindery.row_counts import read_row_counts
from bindery.steps.audit_splits import audit_splits

WINDOW = 41
LETTERS = random_letters(12_000, 3)
SPLIT = {"validation": ["chr1:6001-8000"], "test": ["chr1:8001-12000"]}


def table(folder: Path) -> Path:
    """Every CpG, methylated where the base before it is A or C."""
    rows = [
        f"chr1\t{at + 1}\t{int(LETTERS[at - 1] in 'AC')}\n"
        for at in range(1, len(LETTERS) - 1)
        if LETTERS[at : at + 2] == "CG"
    ]
    path = folder / "cell.tsv"
    path.write_text("".join(rows))
    return path


def build(folder: Path, *, genome: bool = True, split: dict = SPLIT) -> Path:
    files = {}
    if genome:
        fasta = write_indexed(folder / "toy.fa", fasta_text({"chr1": LETTERS}))
        write_digests(folder / "digests.tsv", digests_of(str(fasta)))
        files = {"genome": str(fasta), "digests": str(folder / "digests.tsv")}
    path = table(folder)
    build_tensor(
        methylation=str(path),
        tensor=str(folder / "tensor.h5"),
        row_counts=str(folder / "qc.tsv"),
        names=["cell"],
        origins=[str(path)],
        expected=[None],
        assembly="toy" if genome else "",
        aliases={},
        split=split,
        window=WINDOW,
        stored=WINDOW,
        max_unknown=0.1,
        least_coverage=1,
        each_side=5,
        seed=1,
        **files,
    )
    return folder / "tensor.h5"


def test_the_same_tables_give_the_same_bytes(tmp_path: Path) -> None:
    made = []
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        made.append(build(tmp_path / name).read_bytes())
        # Times of HDF5 count whole seconds.
        time.sleep(1.1)
    assert made[0] == made[1]


def test_damage_of_neighbours_is_told_with_the_file(tmp_path: Path) -> None:
    path = build(tmp_path)
    with h5py.File(path) as file:
        dataset = file["neighbours/state"]
        at = dataset.id.get_chunk_info(0).byte_offset if dataset.chunks else dataset.id.get_offset()
    content = bytearray(path.read_bytes())
    content[at + 3] ^= 1
    path.write_bytes(content)
    with (
        pytest.raises(InputError, match=containing(f"{path}: ")),
        open_cells(path, WINDOW) as opened,
    ):
        read_rows(opened, opened.split_rows(0))


def test_windows_of_different_splits_share_no_base(tmp_path: Path) -> None:
    with h5py.File(build(tmp_path)) as file:
        start, end = (file[f"intervals/{name}"][:] for name in ("start", "end"))
        part = file["split"][:]
        codes = file["sequences"][:]
    assert set(part) == {0, 1, 2}
    for one in range(3):
        for other in range(one + 1, 3):
            apart = (end[part == one][:, None] <= start[part == other]) | (
                start[part == one][:, None] >= end[part == other]
            )
            assert apart.all()
    assert (end - start == WINDOW).all()
    # The C of the CpG is in the middle.
    assert (codes[:, WINDOW // 2] == 1).all() and (codes[:, WINDOW // 2 + 1] == 2).all()


@pytest.mark.parametrize("genome", [True, False])
def test_splits_share_neither_sites_nor_stretches(tmp_path: Path, genome: bool) -> None:
    audit_splits(tensor=str(build(tmp_path, genome=genome)), table=str(tmp_path / "leaks.tsv"))
    rows = tsv.read(tmp_path / "leaks.tsv")
    assert len(rows) == 12 and {row["rows"] for row in rows} == {"0"}


def test_neighbours_of_a_row_are_of_its_split(tmp_path: Path) -> None:
    with open_cells(build(tmp_path), WINDOW) as opened:
        _, middle = opened.places()
        for part in range(3):
            which = opened.split_rows(part)
            rows = read_rows(opened, which)
            own = middle[which]
            reach = np.where(rows.state == NONE, 0, rows.distance)
            left = own - reach[:, 0, :5].max(axis=1)
            right = own + reach[:, 0, 5:].max(axis=1)
            assert (left >= own.min()).all() and (right <= own.max()).all()
            # The nearest neighbour on the left is the row before.
            assert (rows.distance[1:, 0, 4] == np.diff(own)).all()
            np.testing.assert_array_equal(rows.state[1:, 0, 4], rows.targets[:-1, 0])


def test_rows_in_the_gap_are_counted(tmp_path: Path) -> None:
    build(tmp_path)
    counts = {reason: rows for _, reason, rows in read_row_counts(tmp_path / "qc.tsv")}
    assert counts["in the gap beside a later split"] > 0
    assert counts["window leaves the chromosome"] > 0


def test_without_a_genome_there_are_no_bases(tmp_path: Path) -> None:
    with open_cells(build(tmp_path, genome=False), WINDOW) as opened:
        rows = read_rows(opened, opened.split_rows(0))
    assert rows.sequence.shape[1] == 1 and (rows.sequence == 4).all()
    assert rows.state.shape[1:] == (1, 10)


def test_a_split_without_sites_is_refused(tmp_path: Path) -> None:
    split = {"validation": ["chr9"], "test": ["chr1:8001-12000"]}
    problem = "expected methylated and unmethylated sites for validation (on chr9), found 0 and 0"
    with pytest.raises(InputError, match=containing(problem)):
        build(tmp_path, split=split)
