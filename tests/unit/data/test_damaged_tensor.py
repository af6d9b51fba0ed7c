"""A tensor file that is cut, changed or edited is named in one line, and never used."""

import itertools
from pathlib import Path

import h5py
import numpy as np
import pytest
from damage import cut, flipped, overwritten
from helpers import random_codes, write_tensor

from bindery.data.tensors import Tensor
from bindery.errors import InputError

ROWS = 60


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("whole") / "tensor.h5"
    codes = random_codes(ROWS, 41)
    names = [f"peak_{number}" for number in range(ROWS)]
    write_tensor(path, codes, np.arange(ROWS) % 2, np.arange(ROWS) % 3, names=names)
    return path.read_bytes()


def everything(path: Path) -> list:
    """All that a reader may ask a tensor file for."""
    with Tensor(path) as tensor:
        which = np.arange(ROWS)
        rows = tensor.rows(which)
        told = [tensor.attributes, tensor.window, tensor.tasks, tensor.backgrounds]
        columns = [tensor.split_rows(part).tolist() for part in range(3)]
        columns += [tensor.names().tolist(), tensor.strength().tolist()]
        columns += [tensor.chromosomes(which).tolist()]
        return [
            *told,
            *columns,
            rows.sequences.tolist(),
            rows.targets.tolist(),
            rows.group.tolist(),
        ]


def told(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        everything(path)
    text = str(caught.value)
    assert text.startswith(f"{path}: ") and "\n" not in text
    return text


@pytest.mark.parametrize("kind", [cut, overwritten])
def test_a_cut_or_overwritten_file_is_named(kind, whole: bytes, tmp_path: Path) -> None:
    for number, (_, content) in enumerate(kind(whole)):
        path = tmp_path / f"{number}.h5"
        path.write_bytes(content)
        assert told(path).endswith("; remove it and run again")


def test_a_changed_bit_is_named_or_changes_nothing(whole: bytes, tmp_path: Path) -> None:
    path = tmp_path / "tensor.h5"
    path.write_bytes(whole)
    right, named = repr(everything(path)), 0
    for _, content in flipped(whole, 120):
        path.write_bytes(content)
        try:
            found = repr(everything(path))
        except InputError as error:
            named += 1
            assert str(error).startswith(f"{path}: ")
        else:
            # Some bytes of the format hold nothing.
            assert found == right
    assert named > 12


def test_every_bit_of_the_data_counts(whole: bytes, tmp_path: Path) -> None:
    path = tmp_path / "tensor.h5"
    path.write_bytes(whole)
    with h5py.File(path) as file:
        chunks = [file[name].id.get_chunk_info(0) for name in ("sequences", "targets", "split")]
    for chunk, bit in itertools.product(chunks, (0, 7)):
        for at in (0, chunk.size // 2, chunk.size - 5):
            changed = bytearray(whole)
            changed[chunk.byte_offset + at] ^= 1 << bit
            path.write_bytes(changed)
            assert "cut or damaged" in told(path)


def test_an_edited_attribute_is_named(whole: bytes, tmp_path: Path) -> None:
    path = tmp_path / "tensor.h5"
    path.write_bytes(whole)
    with h5py.File(path, "a") as file:
        file.attrs["window"] = 39
    assert "its attributes are not those that were written" in told(path)


def test_a_missing_dataset_is_named(whole: bytes, tmp_path: Path) -> None:
    path = tmp_path / "tensor.h5"
    path.write_bytes(whole)
    with h5py.File(path, "a") as file:
        del file["group"]
    assert "group" in told(path)


def test_an_error_of_another_file_is_not_the_tensors(whole: bytes, tmp_path: Path) -> None:
    path = tmp_path / "tensor.h5"
    path.write_bytes(whole)
    with pytest.raises(OSError, match="file signature not found"), Tensor(path):
        (tmp_path / "other.h5").write_text("none")
        h5py.File(tmp_path / "other.h5", "r")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert "there is no such file" in told(tmp_path / "tensor.h5")
