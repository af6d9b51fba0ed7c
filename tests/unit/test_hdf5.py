import time
from pathlib import Path

import h5py
import pytest

from bindery import hdf5
from bindery.errors import InputError


def written(path: Path) -> bytes:
    with hdf5.created(path) as file:
        inner = hdf5.new_group(file, "inner")
        inner.create_dataset("values", data=[1, 2], track_times=False, **hdf5.checked([1, 2]))
        file.create_dataset("texts", data=["a", "b"], dtype=h5py.string_dtype(), track_times=False)
        file.attrs["name"] = "CTCF"
        hdf5.seal(file)
    return path.read_bytes()


def test_the_same_content_is_the_same_bytes_whenever_it_is_written(tmp_path: Path) -> None:
    first = written(tmp_path / "a.h5")
    # HDF5 has times of whole seconds, from the system, which no test can set.
    time.sleep(1.1)
    assert written(tmp_path / "a.h5") == first


def test_an_edited_text_breaks_the_seal(tmp_path: Path) -> None:
    path = tmp_path / "a.h5"
    written(path)
    with h5py.File(path, "a") as file:
        file["texts"][1] = "c"
    assert not hdf5.is_whole(path)
    with (
        pytest.raises(InputError, match="not those that were written"),
        hdf5.reading(path),
    ):
        pass


def test_a_file_of_another_program_needs_no_seal(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "a.h5", "w") as file:
        file["x"] = 1
    assert hdf5.is_whole(tmp_path / "a.h5")
    with hdf5.reading(tmp_path / "a.h5") as file:
        assert file["x"][()] == 1
    assert hdf5.attributes_of(h5py.File(tmp_path / "a.h5")) == {}
