"""`bindery export` and `bindery import`: thin commands over steps."""

import json
import shutil
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

import h5py
import numpy as np
import pytest
from click.testing import CliRunner
from exchange_cards import card_of

from bindery.exchange.archive import Archive
from bindery.exchange.write_card import write


def command(module: str) -> object:
    import_module(f"bindery.cli.{module}")
    return sys.modules[f"bindery.cli.{module}"].command


@pytest.fixture
def results(tmp_path: Path) -> Path:
    for name in ("CTCF/deepbind", "CTCF/zeng", "MAX/deepbind"):
        folder = tmp_path / "results" / name
        folder.mkdir(parents=True)
        (folder / "model.keras").write_bytes(name.encode())
        write(folder, card_of(name))
    shutil.copytree(tmp_path / "results/CTCF", tmp_path / "alone")
    return tmp_path / "results"


def test_export_packs_the_chosen_models(results: Path, tmp_path: Path) -> None:
    archive = tmp_path / "zoo.zip"
    given = [str(results), "--model", "deepbind", "--model", "CTCF/zeng", "-o", str(archive)]
    done = CliRunner().invoke(command("export"), given)
    assert done.output == f"3 models in {archive}\n"
    with Archive(archive) as opened:
        assert list(opened.models) == ["CTCF/deepbind", "CTCF/zeng", "MAX/deepbind"]


def test_import_makes_a_folder_with_a_card(keras: ModuleType, tmp_path: Path) -> None:
    layers = [
        {"class_name": "Flatten", "config": {"name": "f", "batch_input_shape": [None, 8, 4]}},
        {"class_name": "Dense", "config": {"name": "d", "units": 1, "activation": "sigmoid"}},
    ]
    with h5py.File(tmp_path / "old.h5", "w") as file:
        file.attrs["model_config"] = json.dumps({"class_name": "Sequential", "config": layers})
        group = file.create_group("model_weights")
        group.attrs["layer_names"], group.attrs["keras_version"] = ["f", "d"], "2.1.0"
        group.create_group("f").attrs["weight_names"] = np.array([], "S1")
        group.create_group("d").attrs["weight_names"] = ["k", "b"]
        group["d/k"], group["d/b"] = np.ones((32, 1)), np.zeros(1)
    folder = tmp_path / "ours"
    given = [str(tmp_path / "old.h5"), "--bases", "ATGC", "--target", "class", "-o", str(folder)]
    done = CliRunner().invoke(command("import_model"), given)
    assert done.output == f"old: 8 bases, 1 outputs, {folder}\n", done.exception
    assert json.loads((folder / "card.json").read_text())["bases"] == "ATGC"


@pytest.mark.parametrize("module", ["export", "import_model"])
def test_help_has_an_example(module: str) -> None:
    assert "Example: bindery" in CliRunner().invoke(command(module), ["--help"]).output
