"""Changes come back from their file as they were written, part by part."""

from pathlib import Path

import h5py
import numpy as np
import pytest

from bindery.errors import InputError
from bindery.variants.changes_file import NAMES, Changes, ChangesFile, ChangesWriter


def texts(*values: str) -> np.ndarray:
    return np.array(values, object)


def made(count: int, stored: int, seed: int = 1) -> Changes:
    draw = np.random.default_rng(seed)
    names = texts(*(f"rs{number}é" for number in range(count)))
    numbers = np.arange(count, dtype=np.int64)
    codes = draw.integers(0, 5, (2, count, stored)).astype(np.uint8)
    return Changes(
        codes[0], codes[1], numbers + 7, names, names, numbers * 3, names, names, names, names,
        numbers + 5,
    )  # fmt: skip


def written(path: Path, *parts: Changes) -> Path:
    with ChangesWriter(path, parts[0].reference.shape[1], {"shifts": 3}) as writer:
        for part in parts:
            writer.append(part)
    return path


def test_changes_of_several_parts_come_back(tmp_path: Path) -> None:
    parts = [made(5, 11), made(0, 11), made(2100, 11, seed=2)]
    path = written(tmp_path / "changes.h5", *parts)
    with ChangesFile(path) as file:
        assert (len(file), file.stored, file.shifts) == (2105, 11, 3)
        found = file.rows()
        pieces = list(file.blocks())
    whole, blocks = Changes.joined(parts), Changes.joined(pieces)
    for name in NAMES:
        assert np.array_equal(getattr(found, name), getattr(whole, name))
        assert np.array_equal(getattr(blocks, name), getattr(whole, name))


def test_a_narrower_window_is_the_middle_and_moves_the_offset(tmp_path: Path) -> None:
    changes = made(4, 11)
    with ChangesFile(written(tmp_path / "changes.h5", changes)) as file:
        found = file.rows(1, 3, window=5)
    assert np.array_equal(found.reference, changes.reference[1:3, 3:8])
    assert np.array_equal(found.offset, changes.offset[1:3] - 3)


def test_the_same_changes_give_the_same_bytes(tmp_path: Path) -> None:
    one, other = (written(tmp_path / name, made(50, 21)) for name in ("one", "other"))
    assert one.read_bytes() == other.read_bytes()


def test_another_format_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.h5"
    with h5py.File(path, "w") as file:
        file.attrs["schema_version"] = 9
    with pytest.raises(InputError, match="format 9 of changes, not 1; remove it and run again"):
        ChangesFile(path)
