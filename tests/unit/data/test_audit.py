"""What splits have in common: none of a tensor of ours, and each kind of leak that is put in."""

from pathlib import Path

import h5py
import numpy as np
import pytest
from helpers import containing, planted_tensor

from bindery import tsv
from bindery.data.audit import Part, overlapping
from bindery.errors import InputError
from bindery.report.leaks import leaks_view
from bindery.steps.audit_splits import audit_splits


def changed(path: Path, name: str, row: int, of: int, turned: bool = False) -> None:
    """Give a row what another one has, as if the splits were made without care."""
    with h5py.File(path, "r+") as file:
        value = file[name][of]
        file[name][row] = 3 - value[::-1] if turned else value


def test_splits_of_ours_share_nothing(tmp_path: Path) -> None:
    tensor = planted_tensor(tmp_path / "tensor.h5")
    audit_splits(tensor=str(tensor), table=str(tmp_path / "leaks.tsv"))
    rows = tsv.read(tmp_path / "leaks.tsv")
    assert len(rows) == 12 and {row["of"] for row in rows} == {"100"}
    assert all(row["rows"] == "0" for row in rows)
    view = leaks_view(tmp_path / "leaks.tsv")
    assert [row[:3] for row in view["rows"]] == [
        *(("validation", "train", 100), ("test", "train", 100), ("test", "validation", 100)),
    ]
    assert len(view["checks"]) == 4


@pytest.mark.parametrize(
    ("name", "row", "of", "turned", "told"),
    [
        ("sequences", 350, 5, False, "1 of 100 test rows have the same sequence on either strand"),
        ("sequences", 350, 5, True, "1 of 100 test rows have the same sequence on either strand"),
        ("sequences", 250, 5, False, "1 of 100 validation rows have the same sequence"),
        ("group", 399, 200, False, "1 of 100 test rows have a row of its group in validation"),
    ],
)
def test_a_leak_stops_the_run(
    tmp_path: Path, name: str, row: int, of: int, turned: bool, told: str
) -> None:
    tensor = planted_tensor(tmp_path / "tensor.h5")
    changed(tensor, name, row, of, turned)
    with pytest.raises(InputError, match=containing(told)):
        audit_splits(tensor=str(tensor), table=str(tmp_path / "leaks.tsv"))
    assert not (tmp_path / "leaks.tsv").exists()


def test_near_copies_are_counted(tmp_path: Path) -> None:
    tensor = planted_tensor(tmp_path / "tensor.h5")
    with h5py.File(tensor, "r+") as file:
        file["sequences"][300, :36] = file["sequences"][7, 4:]
    audit_splits(tensor=str(tensor), table=str(tmp_path / "leaks.tsv"))
    found = [row for row in tsv.read(tmp_path / "leaks.tsv") if row["rows"] != "0"]
    assert [(row["check"], row["split"], row["earlier"]) for row in found] == [
        ("half of its 16-mers in one row", "test", "train")
    ]
    assert leaks_view(tmp_path / "leaks.tsv")["rows"][1][3][3] == (1, "1.0%")


def test_windows_overlap_from_one_base_on() -> None:
    def part(*rows: tuple[bytes, int]) -> Part:
        chrom, start = (np.array(own) for own in zip(*rows, strict=True))
        return Part(np.zeros((len(rows), 10), np.uint8), np.arange(len(rows)), chrom, start)

    train = part((b"chr1", 100), (b"chr2", 50), (b"", -1))
    test = part((b"chr1", 109), (b"chr1", 110), (b"chr1", 91), (b"chr1", 90), (b"chr2", 50))
    assert overlapping(test, train) == 3
    assert overlapping(part((b"", -1), (b"chr3", 50)), train) == 0
