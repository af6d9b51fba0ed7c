"""Load a model by its folder, and what is no model's folder."""

import json
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from helpers import ROOT, containing
from inputs.pages_cases import FOLDERS, Case

from bindery.errors import InputError


@pytest.fixture
def network(keras: ModuleType, tmp_path: Path) -> Path:
    from bindery.models.registry import build
    from bindery.models.saving import save

    save(build("deepbind", 41, detectors=2, width=6), tmp_path / "kept.keras")
    return tmp_path / "kept.keras"


@pytest.mark.parametrize("case", FOLDERS, ids=lambda case: case.name)
def test_a_folder_loads_or_is_refused_by_name(case: Case, network: Path, tmp_path: Path) -> None:
    from bindery.models.loading import load_model

    folder = tmp_path / "results" / "CTCF" / "deepbind"
    if not case.given.get("absent"):
        folder.mkdir(parents=True)
        for name in case.given["files"]:
            (folder / name).write_bytes(network.read_bytes())
        facts = {"architecture": case.given.get("architecture", "deepbind")}
        (folder / "provenance.json").write_text(json.dumps(facts))
    path = folder / "model.keras" if case.given.get("file") else folder
    if case.expected == "loads":
        assert load_model(path).input_shape == (None, 41)
        return
    with pytest.raises(InputError, match=containing(case.expected)):
        load_model(path)


def test_a_file_of_one_s_own_hides_no_library(keras: ModuleType, tmp_path: Path) -> None:
    from bindery.models.registry import build

    before = dict(sys.modules)
    for name in ("keras", "json", "numpy"):
        own = tmp_path / f"{name}.py"
        own.write_text(
            "import keras\n\n\ndef network(window):\n    return keras.Input((window,))\n"
        )
        build(f"{own}:network", 41)
    assert all(sys.modules[name] is module for name, module in before.items())


def test_code_of_one_s_own_runs_only_if_it_is_named(keras: ModuleType, tmp_path: Path) -> None:
    from bindery.models import loading
    from bindery.models.loading import load_model
    from bindery.models.registry import build
    from bindery.models.saving import save

    own = tmp_path / "squares_of_mine.py"
    own.write_text(
        "import keras\n\n\n"
        "@keras.saving.register_keras_serializable()\n"
        "class Halves(keras.layers.Layer):\n"
        "    def call(self, inputs):\n"
        "        return keras.ops.cast(inputs, 'float32')[:, :1] / 2\n\n\n"
        "def network(window):\n"
        "    codes = keras.Input((window,), dtype='uint8')\n"
        "    return keras.Model(codes, Halves()(codes))\n"
    )
    name = f"{own}:network"
    save(build(name, 41), tmp_path / "model.keras")
    (tmp_path / "provenance.json").write_text(json.dumps({"architecture": name}))
    code = (
        "import sys; from bindery.runtime import devices; devices.prepare('tensorflow', 1); "
        "from bindery.models.loading import load_model; load_model(sys.argv[1])"
    )
    # In another Python, since the layer is registered in this one.
    path = str(Path(loading.__file__).parents[2])
    run = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)],
        env={"PYTHONPATH": path, "CUDA_VISIBLE_DEVICES": ""},
        capture_output=True,
        text=True,
    )
    assert f"if you trust its code, name it: load_model(..., '{name}')" in run.stderr
    assert load_model(tmp_path, name).input_shape == (None, 41)


def test_layers_of_every_module_are_registered_where_models_are_loaded() -> None:
    folder = ROOT / "workflow/scripts/bindery/models"
    with_layers = {
        path.stem
        for path in folder.glob("*.py")
        if "@keras.saving.register_keras_serializable" in path.read_text()
    }
    text = (folder / "loading.py").read_text()
    imported = set(re.findall(r"^from bindery\.models import (\w+) as _", text, re.MULTILINE))
    assert with_layers <= imported and "layers" in with_layers
