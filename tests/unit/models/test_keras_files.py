"""What a `.keras` file tells without Keras, and files that are not safe to load."""

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import h5py
import numpy as np
import pytest
from helpers import containing

from bindery.errors import InputError
from bindery.models import keras_files

STRANDS = {
    "deepbind": "both, larger",
    "zeng": "both, mean",
    "cuperus": "given",
}


@pytest.mark.parametrize(("architecture", "strands"), STRANDS.items())
def test_a_file_tells_what_its_model_reads_and_gives(
    keras: ModuleType, tmp_path: Path, architecture: str, strands: str
) -> None:
    from bindery.models.registry import build
    from bindery.models.saving import save

    model = build(architecture, 101)
    save(model, tmp_path / "model.keras")
    found = keras_files.describe(tmp_path / "model.keras")
    assert (found.window, found.outputs, found.strands) == (101, 1, strands)
    assert found.parameters == model.count_params()
    keras_files.check_safe(tmp_path / "model.keras")


def test_the_digest_is_that_of_the_weights_alone(keras: ModuleType, tmp_path: Path) -> None:
    from bindery.models.registry import build
    from bindery.models.saving import save

    model = build("deepbind", 41, detectors=2, width=6)
    files = [tmp_path / name for name in ("one.keras", "two.keras", "three.keras")]
    save(model, files[0])
    save(model, files[1])
    model.set_weights([own + 1 for own in model.get_weights()])
    save(model, files[2])
    one, two, three = (keras_files.describe(file).weights for file in files)
    assert one == two != three


@pytest.fixture
def parts(keras: ModuleType, tmp_path: Path) -> dict[str, bytes]:
    from bindery.models.registry import build
    from bindery.models.saving import save

    save(build("deepbind", 41, detectors=2, width=6), tmp_path / "good.keras")
    with zipfile.ZipFile(tmp_path / "good.keras") as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(path: Path, parts: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def with_layer(parts: dict[str, bytes], **changed: Any) -> dict[str, bytes]:
    """The file with another first layer after the input."""
    config = json.loads(parts["config.json"])
    config["config"]["layers"][1] |= changed
    return parts | {"config.json": json.dumps(config).encode()}


UNSAFE = {
    "lambda": {"class_name": "Lambda", "module": "keras.layers", "registered_name": None},
    "any function": {"class_name": "get_file", "module": "keras.utils", "registered_name": None},
    "a module": {"class_name": "system", "module": "os", "registered_name": None},
    "one's own": {"class_name": "Halves", "module": "mine", "registered_name": "mine>Halves"},
    "a false name": {"class_name": "x", "module": "bindery.files", "registered_name": None},
}


@pytest.mark.parametrize("case", UNSAFE)
def test_a_class_that_is_no_layer_is_refused(
    case: str, parts: dict[str, bytes], tmp_path: Path
) -> None:
    from bindery.models.loading import load_model

    file = packed(tmp_path / "bad.keras", with_layer(parts, **UNSAFE[case]))
    with pytest.raises(InputError, match=containing("is no layer of Keras or Bindery")) as error:
        load_model(file)
    assert "\n" not in str(error.value)


def test_only_layers_that_a_file_of_code_registers_are_let_in_by_its_name(
    parts: dict[str, bytes], tmp_path: Path
) -> None:
    registered = {"mine>Halves"}.__contains__
    for case, layer in UNSAFE.items():
        file = packed(tmp_path / "bad.keras", with_layer(parts, **layer))
        if case == "one's own":
            keras_files.check_safe(file, registered)
            continue
        with pytest.raises(InputError):
            keras_files.check_safe(file, registered)


def weights(write: Callable[[h5py.File], None]) -> bytes:
    raw = io.BytesIO()
    with h5py.File(raw, "w") as file:
        write(file)
    return raw.getvalue()


def _outside(file: h5py.File) -> None:
    file["vars"] = h5py.ExternalLink("/etc/passwd", "/x")


def _soft(file: h5py.File) -> None:
    file["vars"] = h5py.SoftLink("/x")


def _external(file: h5py.File) -> None:
    file.create_dataset("vars", (8,), "u1", external=[("/etc/hostname", 0, 8)])


def _huge(file: h5py.File) -> None:
    file.create_dataset("vars", (1 << 40,), "f4", chunks=(1 << 20,))


WEIGHTS = {
    "another file": (_outside, "'vars' is a link to other data"),
    "a link": (_soft, "'vars' is a link to other data"),
    "outside data": (_external, "'vars' has its data in another file"),
    "a claim": (_huge, "'vars' claims 4398046511104 bytes and holds 0"),
}


@pytest.mark.parametrize("case", WEIGHTS)
def test_weights_that_the_file_does_not_hold_are_refused(
    case: str, parts: dict[str, bytes], tmp_path: Path
) -> None:
    write, message = WEIGHTS[case]
    file = packed(tmp_path / "bad.keras", parts | {keras_files.WEIGHTS: weights(write)})
    with pytest.raises(InputError, match=containing(message)):
        keras_files.check_safe(file)


def test_what_is_no_keras_file_is_refused(tmp_path: Path, parts: dict[str, bytes]) -> None:
    text = tmp_path / "model.keras"
    text.write_text("hello")
    with pytest.raises(InputError, match="this is no"):
        keras_files.describe(text)
    del parts["config.json"]
    with pytest.raises(InputError, match="this is no"):
        keras_files.describe(packed(text, parts))


def test_numbers_of_random_generators_are_no_weights(tmp_path: Path) -> None:
    def write(file: h5py.File) -> None:
        file["dropout/seed_generator/vars/0"] = np.zeros(2)
        file["dense/vars/0"] = np.ones(3)

    own = {keras_files.WEIGHTS: weights(write), "config.json": b"{}", "metadata.json": b"{}"}
    assert keras_files.describe(packed(tmp_path / "a.keras", own)).parameters == 3
