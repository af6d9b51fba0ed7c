"""Whoever reads a damaged file of ours says so in one line with the file and a remedy."""

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from damage import cut, flipped, overwritten

from bindery import tsv
from bindery.errors import InputError
from bindery.explanation.attributions import Attributions, read_attributions, write_attributions
from bindery.files import read_json, write_json
from bindery.training import baselines
from bindery.training.predictions import read_predictions

DAMAGED = (cut, flipped, overwritten)


def predictions(path: Path) -> None:
    columns = ("row", "name", "split", "group", "target", "score")
    rows = [(n, f"peak_{n}", "test", n, float(n % 2), n / 7) for n in range(90)]
    tsv.write(path, columns, rows, digits=".7g", gzipped=True)


def npz(path: Path) -> None:
    with path.open("wb") as handle:
        np.savez(handle, weights=np.arange(40.0), bias=np.ones(1))


def attributions(path: Path) -> None:
    count, window = 7, 30
    codes = np.random.default_rng(1).integers(0, 4, (count, window)).astype(np.uint8)
    found = Attributions(
        sequences=codes,
        row=np.arange(count),
        name=np.array([f"peak_{n}" for n in range(count)], object),
        target=np.ones(count, np.float32),
        score=np.arange(count, dtype=np.float32),
        mutagenesis=np.random.default_rng(2).normal(size=(count, window, 4)).astype(np.float32),
    )
    write_attributions(path, found)


def metrics(path: Path) -> None:
    write_json(path, {"experiment": "CTCF", "model": "deepbind", "auroc": 0.9})


# Name of a file, what writes it, and what reads it.
FILES = {
    "predictions.tsv.gz": (predictions, read_predictions),
    "model.npz": (npz, baselines.load),
    "attributions.h5": (attributions, read_attributions),
}


def check_told(error: InputError, path: Path) -> None:
    text = str(error)
    assert text.startswith(f"{path}: ") and "\n" not in text and "; " in text


@pytest.mark.parametrize("damage", DAMAGED)
@pytest.mark.parametrize("name", FILES)
def test_what_is_read_is_whole_or_an_error(name: str, damage: Callable, tmp_path: Path) -> None:
    write, read = FILES[name]
    path = tmp_path / name
    write(path)
    whole, right = path.read_bytes(), repr(read(path))
    told = 0
    for what, content in damage(whole):
        path.write_bytes(content)
        try:
            found = repr(read(path))
        except InputError as error:
            check_told(error, path)
            told += 1
        else:
            # Times, names of systems and padding in a file's format decide nothing.
            assert damage is flipped and found == right, what
    assert told


@pytest.mark.parametrize("damage", [cut, overwritten])
def test_damaged_json_is_an_error(damage: Callable, tmp_path: Path) -> None:
    path = tmp_path / "metrics.json"
    metrics(path)
    whole = path.read_bytes()
    for _, content in damage(whole):
        if content.rstrip() != whole.rstrip():
            path.write_bytes(content)
            with pytest.raises(InputError) as caught:
                read_json(path)
            check_told(caught.value, path)


def test_json_without_a_key_that_is_needed_is_an_error(tmp_path: Path) -> None:
    metrics(tmp_path / "metrics.json")
    for content in (None, "[1]"):
        if content:
            (tmp_path / "metrics.json").write_text(content)
        with pytest.raises(InputError, match="the file has no `auprc`"):
            read_json(tmp_path / "metrics.json", "auprc")


@pytest.mark.parametrize("text", ["", "a\tb\n1\n", "a\tb\n1\t2\t3\n", "a\tb\n1\t2"])
def test_a_damaged_table_is_an_error(text: str, tmp_path: Path) -> None:
    path = tmp_path / "table.tsv"
    path.write_text(text)
    with pytest.raises(InputError) as caught:
        tsv.read(path)
    check_told(caught.value, path)


@pytest.mark.parametrize("damage", DAMAGED)
def test_a_damaged_model_is_an_error(damage: Callable, keras: ModuleType, tmp_path: Path) -> None:
    from bindery.models import registry
    from bindery.models.loading import load_model
    from bindery.models.saving import save

    path = tmp_path / "model.keras"
    save(registry.build("deepbind", 21, detectors=2, width=8), path)
    whole, told = path.read_bytes(), 0
    right = load_model(path).get_weights()
    for _, content in damage(whole):
        path.write_bytes(content)
        try:
            found = load_model(path).get_weights()
        except InputError as error:
            check_told(error, path)
            told += 1
        else:
            assert damage is flipped
            for one, other in zip(found, right, strict=True):
                np.testing.assert_array_equal(one, other)
    assert told
