"""The file of a model's architecture, and its settings and variants, read without running it.

Standard library only, see `settings`.
"""

import ast
import functools
from pathlib import Path

from bindery.study.architecture_names import divided

# Architectures of methylation in cells, which read other than a sequence alone.
OF_NEIGHBOURS = ("deepcpg_cpg", "deepcpg_joint")


@functools.cache
def build_settings(file: Path, function: str = "build") -> dict[str, str] | None:
    """The keyword-only arguments of an architecture's function, which are its settings.

    Returns:
        Name -> annotation, such as `int`; None if the file has no such function.
    """
    for node in ast.parse(file.read_bytes()).body:
        if isinstance(node, ast.FunctionDef) and node.name == function:
            arguments = node.args.kwonlyargs
            return {
                argument.arg: ast.unparse(argument.annotation) if argument.annotation else ""
                for argument in arguments
            }
    return None


@functools.cache
def default_of(file: Path, setting: str, function: str = "build") -> object:
    """The default of a setting, a plain value; None if the function has no such setting."""
    for node in ast.parse(file.read_bytes()).body:
        if isinstance(node, ast.FunctionDef) and node.name == function:
            for argument, default in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True):
                if argument.arg == setting and default is not None:
                    return ast.literal_eval(default)
    return None


@functools.cache
def variants(file: Path) -> dict[str, dict]:
    """An architecture's named sets of settings and keys of `training`: its constant `VARIANTS`.

    Returns:
        Name -> {"settings": {...}, "training": {...}}; either may be missing.
    """
    for node in ast.parse(file.read_bytes()).body:
        if isinstance(node, ast.Assign):
            name, value = node.targets[0], node.value
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            name, value = node.target, node.value
        else:
            continue
        if ast.unparse(name) == "VARIANTS":
            return ast.literal_eval(value)
    return {}


@functools.cache
def has_function(file: Path, name: str) -> bool:
    """Whether an architecture's file has a function of a name."""
    body = ast.parse(file.read_bytes()).body
    return any(isinstance(node, ast.FunctionDef) and node.name == name for node in body)


@functools.cache
def is_linear(file: Path) -> bool:
    """Whether an architecture's file says that nothing but the last layer is learned."""
    body = ast.parse(file.read_bytes()).body
    return any(ast.unparse(node) == "LINEAR = True" for node in body)


def architecture_of(model: dict) -> str:
    """The name of a model's architecture: the package's, or `path/to/file.py:function`."""
    return model.get("architecture") or f"{model['file']}:{model.get('function', 'build')}"


def file_of(architecture: str, architectures: Path) -> Path:
    """The file of an architecture, in the package or a user's."""
    file, _ = divided(architecture)
    folder = architectures / "cells" if architecture in OF_NEIGHBOURS else architectures
    return file or folder / f"{architecture}.py"


def reads_neighbours(model: dict) -> bool:
    """Whether a config's model reads the methylation of neighbouring sites."""
    return model.get("architecture") in OF_NEIGHBOURS


def with_group(found: dict, model: dict, architectures: Path, group: str | None) -> dict:
    """Settings of a model, with the group of JASPAR that a package's architecture begins with.

    Args:
        found: the model's settings; a group of their own stays.
        model: the config's model.
        architectures: folder of the package's models.
        group: the group of the genome, or None if it is not known: then all groups.
    """
    file, function = divided(architecture_of(model))
    own = file_of(architecture_of(model), architectures)
    if file or "group" in found or default_of(own, "group", function) is None:
        return found
    return {**found, "group": group or "all"}


def with_defaults(found: dict, model: dict, architectures: Path, given: dict) -> dict:
    """Settings of a model, with others that its architecture takes and that it does not have.

    Args:
        found: the model's settings, which stay.
        model: the config's model.
        architectures: folder of the package's models.
        given: the others.
    """
    file, function = divided(architecture_of(model))
    taken = build_settings(file_of(architecture_of(model), architectures), function) or {}
    return found if file else {key: own for key, own in given.items() if key in taken} | found


def with_strands(found: dict, model: dict, architectures: Path, both: bool) -> dict:
    """Settings of a model, which reads the given strand alone if the row says so and it can.

    Args:
        found: the model's settings; `both_strands` of their own stays.
        model: the config's model.
        architectures: folder of the package's models.
        both: the row's `both_strands`.
    """
    _, function = divided(architecture_of(model))
    own = file_of(architecture_of(model), architectures)
    if both or "both_strands" in found or default_of(own, "both_strands", function) is None:
        return found
    return {**found, "both_strands": False}


def reads_both(model: dict, architectures: Path) -> bool:
    """Whether a model, by its architecture and settings, reads both strands."""
    _, function = divided(model["architecture"])
    file = file_of(model["architecture"], architectures)
    default = default_of(file, "both_strands", function)
    return bool(model["settings"].get("both_strands", default is not False))
