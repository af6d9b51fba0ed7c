"""Read a `.keras` file without Keras: layers, window, strands, weights; refuse unsafe files.

A `.keras` file is a zip archive of `config.json` (the layers) and `model.weights.h5`. Keras's safe
mode refuses code in it. What else a file could name is refused here before Keras reads it: classes
and functions that are neither Keras's layers nor this package's, weights outside the file, and
sizes beyond what the file can hold.
"""

import hashlib
import io
import json
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from os import PathLike
from typing import Any, NamedTuple

import h5py
import numpy as np

from bindery.errors import InputError

CONFIG, WEIGHTS, METADATA = "config.json", "model.weights.h5", "metadata.json"
# Bytes of the parts of a file, at most; the largest published model of sequences has under 2 GB.
CONFIG_LIMIT, WEIGHTS_LIMIT = 1 << 26, 1 << 33
# Modules whose classes a file may name. Keras has others, which fetch files or run code.
OF_LAYERS = frozenset(
    "keras keras.layers keras.initializers keras.regularizers keras.constraints keras.activations "
    "keras.models keras.src.models.functional keras.src.models.sequential".split()
)
OPERATIONS = "keras.src.ops."
# What Keras writes of plain values.
VALUES = frozenset(
    "__keras_tensor__ __tensor__ __numpy__ __tuple__ __slice__ __ellipsis__ __dtype__".split()
)
PACKAGE, OWN = "bindery.", "bindery>"
# Names of the layers that merge both strands.
OF_BOTH = ("of_both_strands", "larger_strand")
STRANDS = {"Average": "both, mean", "Maximum": "both, larger"}
GIVEN_STRAND, UNKNOWN_STRANDS = "given", "not known"
# Layers whose output has the shape of their input.
ELEMENTWISE = frozenset(("Activation", "Average", "Maximum", "Add", "Dropout"))
REMEDY = "get the file again from whom you trust"
# What a damaged archive raises.
DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, struct.error, KeyError, OSError, EOFError),
    *(NotImplementedError, RuntimeError, ValueError, OverflowError),
)


class KerasFile(NamedTuple):
    """What a `.keras` file tells without Keras.

    Attributes:
        window: bases that the model reads; None if it has no such single input.
        outputs: number of its scores; None if not known.
        strands: `both, mean`, `both, larger`, `given`, or `not known` (a user's own model).
        parameters: number of its weights.
        layers: classes of its layers, in their order, each once.
        weights: SHA-256 of the weights: their names, types, shapes and values.
        keras: version of Keras that wrote it.
    """

    window: int | None
    outputs: int | None
    strands: str
    parameters: int
    layers: list[str]
    weights: str
    keras: str


def read_config(path: str | PathLike) -> dict:
    """The config of a `.keras` file's model.

    Raises:
        InputError: it is no `.keras` file, or its parts are larger than they may be.
    """
    return _json(path, CONFIG)


def describe(path: str | PathLike) -> KerasFile:
    """What a `.keras` file tells; see `KerasFile` and `read_config`."""
    config = read_config(path)
    metadata = _json(path, METADATA)
    parameters, digest = _weights(path)
    classes = (str(one["class_name"]) for one in _named(config) if "inbound_nodes" in one)
    return KerasFile(
        _window(config),
        _outputs(config),
        _strands(config),
        parameters,
        [name for name in dict.fromkeys(classes) if name != "InputLayer"],
        digest,
        str(metadata.get("keras_version", "")),
    )


def check_safe(
    path: str | PathLike,
    registered: Callable[[str], bool] = lambda name: False,
    remedy: str = REMEDY,
) -> None:
    """Raise InputError unless loading a file runs no code but Keras's layers and the package's.

    Args:
        path: the `.keras` file.
        registered: whether a name is of a layer that code of the user has registered.
        remedy: what to do about an unknown layer.
    """
    for one in _named(read_config(path)):
        if not _is_allowed(one) and not registered(str(one.get("registered_name"))):
            raise InputError(
                f"the model has '{_shown(one)}', which is no layer of Keras or Bindery",
                file=path,
                remedy=remedy,
            )
    _weights(path, digest=False)


def _json(path: str | PathLike, name: str) -> dict:
    """A mapping in one part of a `.keras` file."""
    try:
        found = json.loads(_member(path, name, CONFIG_LIMIT))
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise InputError(f"its {name} is damaged", file=path, remedy=REMEDY)
    return found


def _member(path: str | PathLike, name: str, limit: int) -> bytes:
    """The bytes of one part of a `.keras` file."""
    try:
        with zipfile.ZipFile(path) as archive:
            info = archive.getinfo(name)
            if info.file_size > limit:
                raise InputError(f"its {name} has {info.file_size} bytes", file=path, remedy=REMEDY)
            return archive.read(info)
    except DAMAGE as error:
        raise InputError(
            "this is no model: no .keras file",
            file=path,
            remedy="give a file that Keras 3 saved, or a model's folder",
        ) from error


def _named(value: Any) -> Iterator[dict]:
    """All parts of a config that name a class."""
    if isinstance(value, dict):
        if "class_name" in value:
            yield value
        for part in value.values():
            yield from _named(part)
    elif isinstance(value, list):
        for part in value:
            yield from _named(part)


def _is_allowed(one: dict) -> bool:
    name, module = str(one["class_name"]), one.get("module")
    registered = one.get("registered_name")
    if name in VALUES:
        return True
    if name == "Lambda" or not isinstance(module, str):
        return False
    if module in OF_LAYERS or module.startswith(OPERATIONS):
        return registered in (None, name)
    if module.startswith(PACKAGE):
        return str(registered).startswith(OWN)
    # An activation by its name.
    return module == "builtins" and name == "function" and str(registered).startswith(OWN)


def _shown(one: dict) -> str:
    name, module = one["class_name"], one.get("module")
    if name == "function":
        name = one.get("config") if isinstance(one.get("config"), str) else name
    return f"{module}.{name}" if module else str(name)


def _layers(config: dict) -> list[dict]:
    found = config.get("config", {})
    return found.get("layers", []) if isinstance(found, dict) else []


def _window(config: dict) -> int | None:
    inputs = [one for one in _layers(config) if one.get("class_name") == "InputLayer"]
    shape: list = inputs[0]["config"].get("batch_shape", []) if len(inputs) == 1 else []
    return int(shape[1]) if len(shape) == 2 and shape[1] is not None else None


def _outputs(config: dict) -> int | None:
    ends = config.get("config", {}).get("output_layers") or []
    # Keras writes one output as a flat list.
    name = ends[0] if ends and isinstance(ends[0], str) else None
    found = [one for one in _layers(config) if name and one.get("name") == name]
    if not found:
        return None
    (layer,) = found
    if layer["class_name"] == "Dense":
        return int(layer["config"]["units"])
    if layer["class_name"] in ELEMENTWISE:
        for one in _named(layer.get("inbound_nodes", [])):
            shape = one.get("config", {}).get("shape") or []
            return int(shape[-1]) if shape and shape[-1] is not None else None
    return None


def _strands(config: dict) -> str:
    classes = {one.get("name"): one["class_name"] for one in _named(config)}
    found = [STRANDS.get(classes[name], UNKNOWN_STRANDS) for name in OF_BOTH if name in classes]
    if "one_strand" in classes:
        found.append(GIVEN_STRAND)
    # Members of a blend may differ.
    return "; ".join(found) or UNKNOWN_STRANDS


def _weights(path: str | PathLike, *, digest: bool = True) -> tuple[int, str]:
    """Number and digest of the weights; raise InputError if any is not held by the file itself."""
    handle = io.BytesIO(_member(path, WEIGHTS, WEIGHTS_LIMIT))
    total, seen = 0, hashlib.sha256()
    try:
        with h5py.File(handle, "r") as file:
            for name, dataset in datasets(file, path):
                if "seed_generator" in name:
                    continue
                total += int(dataset.size)
                if digest:
                    values = np.ascontiguousarray(dataset[()])
                    seen.update(f"{name} {values.dtype.str} {values.shape}\n".encode())
                    seen.update(values.tobytes())
    except (OSError, RuntimeError, KeyError, ValueError) as error:
        raise InputError(f"its {WEIGHTS} is damaged", file=path, remedy=REMEDY) from error
    return total, seen.hexdigest()


def datasets(group: h5py.Group, path: str | PathLike) -> Iterator[tuple[str, h5py.Dataset]]:
    """Name and dataset of all datasets below a group, sorted; links and outside data are refused.

    Args:
        group: an opened HDF5 file or a group in it.
        path: the file, for errors.
    """
    for name in sorted(group):
        one = member(group, name, path)
        if isinstance(one, h5py.Group):
            for below, dataset in datasets(one, path):
                yield f"{name}/{below}", dataset
        else:
            yield name, one


def member(group: h5py.Group, name: str, path: str | PathLike) -> h5py.Group | h5py.Dataset:
    """A group or dataset directly in a group, by its name, which is held by the file itself.

    Raises:
        InputError: it is a link, or its data are in another file, or it claims more than it holds.
    """
    link = group.get(name, getlink=True)
    if not isinstance(link, h5py.HardLink):
        raise InputError(f"'{name}' is a link to other data", file=path, remedy=REMEDY)
    found = group[name]
    if isinstance(found, h5py.Dataset):
        if found.external or found.is_virtual:
            raise InputError(f"'{name}' has its data in another file", file=path, remedy=REMEDY)
        held = found.id.get_storage_size()
        if found.nbytes > max(1 << 20, 1000 * held) or found.nbytes > WEIGHTS_LIMIT:
            raise InputError(
                f"'{name}' claims {found.nbytes} bytes and holds {held}", file=path, remedy=REMEDY
            )
    return found
