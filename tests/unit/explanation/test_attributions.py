"""The file of attributions, and what is computed of them without a model."""

from pathlib import Path

import h5py
import numpy as np
import pytest
from helpers import random_codes

from bindery.errors import InputError
from bindery.explanation import attributions as contributions
from bindery.explanation.attributions import Attributions
from bindery.hdf5 import attributes_of, seal


def attributions(rows: int = 5, window: int = 12, **methods) -> Attributions:
    generator = np.random.default_rng(1)
    codes = random_codes(rows, window, letters=5)
    values = generator.normal(size=(rows, window, 4)).astype(np.float32)
    return Attributions(
        sequences=codes,
        row=np.arange(rows) * 7,
        name=np.array([f"chrI:{row}-{row + window} µ" for row in range(rows)], object),
        target=np.linspace(0, 1, rows, dtype=np.float32),
        score=generator.normal(size=rows).astype(np.float32),
        **(methods or {"mutagenesis": values, "integrated_gradients": -values}),
    )


@pytest.mark.parametrize("rows", [0, 1, 5, 70])
def test_what_is_written_is_read(tmp_path: Path, rows: int) -> None:
    kept = attributions(rows)
    contributions.write_attributions(tmp_path / "a.h5", kept)
    read = contributions.read_attributions(tmp_path / "a.h5")
    for name, values in vars(kept).items():
        if values is None:
            assert getattr(read, name) is None
        else:
            np.testing.assert_array_equal(getattr(read, name), values)
    assert read.sequences.dtype == np.uint8 and read.row.dtype == np.int64
    assert read.mutagenesis.dtype == np.float32 and read.gradient_x_input is None


def test_the_same_attributions_have_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one.h5", "two.h5"):
        contributions.write_attributions(tmp_path / name, attributions(), {"experiment": "Abf1"})
    assert (tmp_path / "one.h5").read_bytes() == (tmp_path / "two.h5").read_bytes()


def test_file_says_what_it_is(tmp_path: Path) -> None:
    contributions.write_attributions(tmp_path / "a.h5", attributions(), {"steps": 50})
    with h5py.File(tmp_path / "a.h5") as file:
        assert attributes_of(file) == {"schema_version": 1, "bases": "ACGT", "steps": 50}
        assert file["mutagenesis"].compression == "gzip" and file["mutagenesis"].shuffle


def test_columns_that_do_not_fit_are_not_written(tmp_path: Path) -> None:
    for wrong in (
        {"mutagenesis": np.zeros((5, 11, 4))},
        {"gradient_x_input": np.zeros((4, 12, 4))},
    ):
        with pytest.raises(ValueError, match="has shape"):
            contributions.write_attributions(tmp_path / "a.h5", attributions(**wrong))
    short = attributions()
    short.name = short.name[:4]
    with pytest.raises(ValueError, match="4 names"):
        contributions.write_attributions(tmp_path / "a.h5", short)
    assert list(tmp_path.iterdir()) == []


def test_another_version_is_refused(tmp_path: Path) -> None:
    contributions.write_attributions(tmp_path / "a.h5", attributions())
    with h5py.File(tmp_path / "a.h5", "a") as file:
        file.attrs["schema_version"] = 9
        seal(file)
    with pytest.raises(InputError, match="format 9"):
        contributions.read_attributions(tmp_path / "a.h5")


def test_contributions_are_those_of_the_bases_that_are_there() -> None:
    hypothetical = np.arange(12, dtype=np.float32).reshape(1, 3, 4)
    found = contributions.contributions(hypothetical, np.array([[2, 0, 4]], np.uint8))
    assert found.dtype == np.float32 and found.tolist() == [[2.0, 4.0, 9.5]]


def test_effects_count_from_the_mean_of_their_position() -> None:
    effects = np.array([[[0.0, -4.0, -2.0, -2.0]]], np.float32)
    found = contributions.hypothetical_of_effects(effects)
    assert found.tolist() == [[[2.0, -2.0, 0.0, 0.0]]]
