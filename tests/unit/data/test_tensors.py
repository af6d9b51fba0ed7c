import ast
from pathlib import Path

import h5py
import numpy as np
import pytest
from helpers import containing, encoded, intervals, random_codes, sha256_of, write_tensor

from bindery import alphabet
from bindery.data import tensor_writer, tensors
from bindery.data.tensor_writer import TensorWriter
from bindery.data.tensors import Tensor
from bindery.errors import InputError
from bindery.genomics.intervals import Intervals
from bindery.hdf5 import attributes_of


def write(path: Path, codes: np.ndarray, found: Intervals | None = None) -> Path:
    count = len(codes)
    with TensorWriter(path, codes.shape[1]) as writer:
        writer.append(codes)
        writer.finish(
            targets=np.arange(count)[:, None] % 2 == 0,
            split=np.arange(count) % 3,
            group=np.arange(count) // 2,
            tasks=["Reb1"],
            intervals=found,
            attributes={"assembly": "sacCer3", "seed": 7},
        )
    return path


def test_file_holds_what_the_contract_says(tmp_path: Path) -> None:
    found = intervals(
        ("chrI", 3, 7, "a", 1.5, "+"), ("chrII", 9, 13, "b", 2, "-"), (".", -1, -1, "s", 0, ".")
    )
    path = write(tmp_path / "tensor.h5", encoded("ACGT", "NNAC", "TTTT"), found)
    with h5py.File(path) as file:
        shapes = {
            name: (file[name].dtype, file[name].shape)
            for name in ("sequences", "targets", "split", "group")
        }
        assert shapes == {
            "sequences": (np.uint8, (3, 4)),
            "targets": (np.float32, (3, 1)),
            "split": (np.uint8, (3,)),
            "group": (np.int32, (3,)),
        }
        assert file["sequences"][:].tolist() == [[0, 1, 2, 3], [4, 4, 0, 1], [3, 3, 3, 3]]
        assert file["targets"][:, 0].tolist() == [1, 0, 1]
        assert file["split"][:].tolist() == [0, 1, 2]
        assert file["group"][:].tolist() == [0, 0, 1]
        assert file["tasks"].asstr()[:].tolist() == ["Reb1"]
        columns = {name: file["intervals"][name][:].tolist() for name in file["intervals"]}
        assert columns == {
            "chrom": [b"chrI", b"chrII", b"."],
            "start": [3, 9, -1],
            "end": [7, 13, -1],
            "name": [b"a", b"b", b"s"],
            "score": [1.5, 2, 0],
            "strand": [b"+", b"-", b"."],
        }
        assert attributes_of(file) == {
            "schema_version": 1, "window": 4, "stored_window": 4, "assembly": "sacCer3", "seed": 7
        }  # fmt: skip


def test_the_same_rows_make_the_same_bytes(tmp_path: Path) -> None:
    codes = random_codes(30, 25)
    one, two = (write(tmp_path / name, codes) for name in ("one.h5", "two.h5"))
    assert sha256_of(one) == sha256_of(two)


def test_rows_are_read_by_split_and_index(tmp_path: Path) -> None:
    codes = random_codes(10, 8)
    with Tensor(write(tmp_path / "tensor.h5", codes)) as tensor:
        assert (tensor.window, tensor.tasks) == (8, ["Reb1"])
        assert tensor.attributes["seed"] == 7 and tensor.attributes["assembly"] == "sacCer3"
        which = tensor.split_rows(1)
        assert which.tolist() == [1, 4, 7]
        rows = tensor.rows(which)
    np.testing.assert_array_equal(rows.sequences, codes[[1, 4, 7]])
    assert rows.targets.tolist() == [[0], [1], [0]]
    assert rows.group.tolist() == [0, 2, 3]


@pytest.mark.parametrize(
    ("stored", "window", "first"),
    [(9, 9, 0), (9, 5, 2), (9, 4, 2), (10, 5, 3), (10, 4, 3), (10, 1, 5), (9, 1, 4)],
)
def test_a_narrower_window_has_the_same_centre(
    tmp_path: Path, stored: int, window: int, first: int
) -> None:
    codes = random_codes(6, stored)
    with Tensor(write(tmp_path / "tensor.h5", codes), window) as tensor:
        assert tensor.window == window
        which = np.array([0, 2, 5])
        expected = codes[which, first : first + window]
        np.testing.assert_array_equal(tensor.rows(which).sequences, expected)
        np.testing.assert_array_equal(np.concatenate(list(tensor.blocks(which))), expected)
    # The base that a window is centred on, length // 2 of each.
    assert first + window // 2 == stored // 2


def test_no_rows_are_read_as_none(tmp_path: Path) -> None:
    with Tensor(write(tmp_path / "tensor.h5", random_codes(4, 8))) as tensor:
        rows = tensor.rows(np.array([], np.int64))
        assert rows.sequences.shape == (0, 8)
        assert rows.targets.shape == (0, 1)
        assert list(tensor.blocks(np.array([], np.int64))) == []


@pytest.mark.parametrize("at_once", [1, 3, 7, 100])
def test_size_of_a_block_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    for module in (tensors, tensor_writer):
        monkeypatch.setattr(module, "ROWS_AT_ONCE", at_once)
    codes = random_codes(20, 5)
    which = np.array([0, 1, 5, 6, 7, 13, 19])
    with Tensor(write(tmp_path / "tensor.h5", codes)) as tensor:
        np.testing.assert_array_equal(tensor.rows(which).sequences, codes[which])
        np.testing.assert_array_equal(np.concatenate(list(tensor.blocks(which))), codes[which])


@pytest.mark.parametrize("at_once", [1, 3, 100])
@pytest.mark.parametrize("kept", [(), (0,), (9,), (0, 1, 2), (1, 4, 5, 8), tuple(range(10))])
def test_rows_are_dropped_in_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: int, kept: tuple[int, ...]
) -> None:
    for module in (tensors, tensor_writer):
        monkeypatch.setattr(module, "ROWS_AT_ONCE", at_once)
    codes = random_codes(10, 6)
    with TensorWriter(tmp_path / "tensor.h5", 6) as writer:
        for first in range(0, 10, 4):
            writer.append(codes[first : first + 4])
        np.testing.assert_array_equal(writer.digest, alphabet.strandless_digest(codes))
        writer.keep(np.isin(np.arange(10), kept))
        assert len(writer) == len(kept)
        np.testing.assert_array_equal(writer.read(0, len(kept)), codes[list(kept)])
        np.testing.assert_array_equal(writer.digest, alphabet.strandless_digest(codes[list(kept)]))


def test_a_column_of_another_length_is_refused(tmp_path: Path) -> None:
    with (
        TensorWriter(tmp_path / "tensor.h5", 4) as writer,
        pytest.raises(ValueError, match="intervals/chrom has 1 rows, sequences has 2"),
    ):
        writer.append(random_codes(2, 4))
        columns = {"targets": np.zeros((2, 1)), "split": np.zeros(2), "group": np.zeros(2)}
        writer.finish(**columns, tasks=["a"], intervals=intervals(("chrI", 1, 5)), attributes={})


def test_names_are_the_intervals_or_else_numbers(tmp_path: Path) -> None:
    codes, zeros = random_codes(2, 4), np.zeros(2)
    with Tensor(write_tensor(tmp_path / "a.h5", codes, zeros, zeros, names=["x", ""])) as tensor:
        assert tensor.names().tolist() == ["x", ""]
    with Tensor(write_tensor(tmp_path / "b.h5", codes, zeros, zeros)) as tensor:
        assert tensor.names().tolist() == ["row_0", "row_1"]


@pytest.mark.parametrize("names", [["", ""], ["Ångström", "β-site"]])
def test_any_name_is_kept(tmp_path: Path, names: list[str]) -> None:
    codes, zeros = random_codes(2, 4), np.zeros(2)
    with Tensor(write_tensor(tmp_path / "a.h5", codes, zeros, zeros, names=names)) as tensor:
        assert tensor.names().tolist() == names


def test_tensor_of_another_format_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "tensor.h5", random_codes(2, 4))
    with h5py.File(path, "a") as file:
        file.attrs["schema_version"] = 99
    with pytest.raises(
        InputError, match=containing("tensor.h5: tensor format 99, not 1; remove it")
    ):
        Tensor(path)


def test_names_and_strength_stand_in_for_intervals(tmp_path: Path) -> None:
    path = tmp_path / "tensor.h5"
    with TensorWriter(path, 4) as writer:
        writer.append(random_codes(2, 4))
        writer.finish(
            targets=np.zeros((2, 1)), split=np.zeros(2), group=np.zeros(2), tasks=["a"],
            intervals=None, attributes={}, names=np.array(["x", "y"], object),
            strength=np.array([2.5, np.nan]),
        )  # fmt: skip
    with h5py.File(path) as file:
        assert file["strength"].dtype == np.float32 and "intervals" not in file
    with Tensor(path) as tensor:
        assert tensor.names().tolist() == ["x", "y"]
        np.testing.assert_array_equal(tensor.strength(), np.array([2.5, np.nan], np.float32))


def test_strength_of_peaks_is_their_score_and_else_unknown(tmp_path: Path) -> None:
    found = intervals(("chrI", 3, 7, "a", 1.5, "+"), (".", -1, -1, "s", 0, "."))
    with Tensor(write(tmp_path / "a.h5", random_codes(2, 4), found)) as tensor:
        assert tensor.strength().tolist() == [1.5, 0]
    with Tensor(write(tmp_path / "b.h5", random_codes(2, 4))) as tensor:
        assert tensor.strength().dtype == np.float32 and np.isnan(tensor.strength()).all()


def test_no_module_asks_for_locks_of_files_which_network_disks_may_lack() -> None:
    package = Path(tensors.__file__).parents[1]
    calls = [
        (path.name, ast.unparse(node))
        for path in package.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "h5py.File"
    ]
    assert len(calls) > 5
    # One that is given an open file locks nothing.
    kept = ("locking=False", "h5py.File(handle")
    assert [call for call in calls if not any(part in call[1] for part in kept)] == []
