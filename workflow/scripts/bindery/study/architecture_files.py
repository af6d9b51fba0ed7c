"""Settings and variants of an architecture, read from its file without running it.

Standard library only, see `settings`.
"""

import ast
import functools
from pathlib import Path


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
