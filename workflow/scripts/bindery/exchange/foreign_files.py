"""Read released models of other projects: HDF5 files of Keras 1 and 2, and arrays in npz.

Only data are read, the layers as JSON and arrays: nothing is unpickled, and no code in a file runs.
"""

import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any

import h5py
import numpy as np

from bindery.errors import InputError
from bindery.models.keras_files import WEIGHTS_LIMIT, member

HDF5, ZIP = b"\x89HDF\r\n\x1a\n", b"PK\x03\x04"
PICKLES = (b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05", b"(lp", b"(dp", b"cnumpy")
JSON_LIMIT = 1 << 26


@dataclass(frozen=True)
class ForeignFile:
    """A released model's layers and weights, as its file has them.

    Attributes:
        config: Keras's description of the model: `class_name` and `config`.
        weights: name of a layer -> its arrays in the file's order; or, of an npz without names of
            layers, "" -> all arrays in their order.
        major: Keras's major version that wrote it, 1 or 2.
        backend: Keras's backend that trained it; "" if the file does not tell.
    """

    config: dict[str, Any]
    weights: dict[str, list[np.ndarray]]
    major: int
    backend: str


def read_foreign(path: str | PathLike, architecture: str | PathLike | None = None) -> ForeignFile:
    """Read a released model.

    Args:
        path: HDF5 of Keras 1 or 2, a whole model or weights alone; or npz.
        architecture: JSON of the layers, as Keras 1's or 2's `model.to_json()` writes it, which
            files of weights alone need; None to take the file's own.

    Raises:
        InputError: the file is of another format, such as a pickle, or has no layers.
    """
    if not Path(path).is_file():
        raise InputError("there is no such file", file=path, remedy="give a released model")
    given = None if architecture is None else _json_file(architecture)
    with open(path, "rb") as handle:
        start = handle.read(16)
    if start.startswith(HDF5):
        return _read_hdf5(path, given)
    if start.startswith(ZIP):
        return _read_npz(path, given)
    if start.startswith(PICKLES):
        raise InputError(
            "this looks like a pickle, which can run any code and is never read",
            file=path,
            remedy="ask its authors for HDF5, or for arrays in npz",
        )
    raise InputError(
        "this is neither HDF5 nor npz", file=path, remedy="give a model that Keras 1 or 2 saved"
    )


def _json_file(path: str | PathLike) -> dict[str, Any]:
    try:
        with open(path, encoding="utf-8") as handle:
            return _model(handle.read(JSON_LIMIT), path)
    except (OSError, UnicodeDecodeError) as error:
        raise InputError("this file cannot be read as text", file=path) from error


def _model(text: str | bytes, path: str | PathLike) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError as error:
        raise InputError("the model's layers are no JSON", file=path) from error
    if not isinstance(found, dict) or not {"class_name", "config"} <= found.keys():
        raise InputError(
            "the JSON is no model of Keras: it has no `class_name` and `config`",
            file=path,
            remedy="give what model.to_json() of Keras 1 or 2 writes",
        )
    return found


def _read_hdf5(path: str | PathLike, given: dict[str, Any] | None) -> ForeignFile:
    try:
        with h5py.File(path, "r", locking=False) as file:
            config = given
            if config is None and "model_config" in file.attrs:
                config = _model(file.attrs["model_config"], path)
            if config is None:
                raise _without_layers(path)
            group = member(file, "model_weights", path) if "model_weights" in file else file
            version = file.attrs.get("keras_version", group.attrs.get("keras_version", "1"))
            backend = file.attrs.get("backend", group.attrs.get("backend", ""))
            weights = {name: _arrays(group, name, path) for name in _names(group, "layer_names")}
    except (OSError, KeyError, RuntimeError) as error:
        raise InputError(f"the HDF5 file is damaged or not Keras's ({error})", file=path) from error
    if not weights:
        raise InputError("there are no layers' weights in this HDF5 file", file=path)
    major = int(_text(version).split(".")[0] or 1)
    if major not in (1, 2):
        raise InputError(
            f"Keras {_text(version)} wrote this file; only Keras 1's and 2's are read",
            file=path,
            remedy="models of Keras 3 are .keras files",
        )
    return ForeignFile(config, weights, major, _text(backend))


def _without_layers(path: str | PathLike) -> InputError:
    return InputError(
        "the file has weights alone, and no description of the layers",
        file=path,
        remedy="give the layers as JSON, which model.to_json() writes, by --architecture",
    )


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


def _names(group: h5py.Group, key: str) -> Iterator[str]:
    """The texts of an attribute, which Keras divides into several if it is long."""
    if key in group.attrs:
        yield from map(_text, group.attrs[key])
        return
    number = 0
    while f"{key}{number}" in group.attrs:
        yield from map(_text, group.attrs[f"{key}{number}"])
        number += 1


def _arrays(group: h5py.Group, layer: str, path: str | PathLike) -> list[np.ndarray]:
    own = _below(group, layer, path)
    return [
        np.asarray(_below(own, name, path)[()], np.float32) for name in _names(own, "weight_names")
    ]


def _below(group: Any, name: str, path: str | PathLike) -> Any:
    """What lies at a path of names in a group, none of which may be a link."""
    for part in name.split("/"):
        if not isinstance(group, h5py.Group) or part not in group:
            raise InputError(f"there is no '{name}', which the file names", file=path)
        group = member(group, part, path)
    return group


def _read_npz(path: str | PathLike, given: dict[str, Any] | None) -> ForeignFile:
    """Arrays named `layer/anything`; or of any names, in the order of the layers."""
    if given is None:
        raise _without_layers(path)
    found: dict[str, list[np.ndarray]] = {}
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(info.file_size for info in archive.infolist()) > WEIGHTS_LIMIT:
                raise InputError("its arrays claim to be larger than a model is", file=path)
        with np.load(path, allow_pickle=False) as arrays:
            for name in arrays.files:
                layer = name.rpartition("/")[0]
                found.setdefault(layer, []).append(np.asarray(arrays[name], np.float32))
    except (ValueError, OSError, zipfile.BadZipFile) as error:
        raise InputError(
            "this is no npz file of plain numbers", file=path, remedy="pickled objects are not read"
        ) from error
    major = 1 if str(given.get("keras_version", "2")).startswith("1") else 2
    return ForeignFile(given, found, major, str(given.get("backend", "")))
