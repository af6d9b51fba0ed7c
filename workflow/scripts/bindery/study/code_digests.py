"""Find the package files that decide a rule's result, and compute a digest of them.

Snakemake notices a changed script, but not a change in what the script imports. A rule therefore
has a param with the digest of its script and of every package module that it imports, directly or
not. Only contents count, not times, so a checkout or a `touch` reruns nothing. Comments, docstrings
and blank lines of the package do not count. Standard library only, see `settings`.
"""

import ast
import functools
import hashlib
from collections.abc import Iterator
from pathlib import Path

PACKAGE = "bindery"
# These files do not decide results; they describe them or raise errors. Paths in the package.
UNDECIDING = (
    *("__init__.py", "errors.py", "logs.py", "machine_faults.py", "provenance.py"),
    *("ownership/leases.py", "ownership/runs.py", "ownership/temporaries.py"),
    "runtime/gpus.py",
)


@functools.cache
def _parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_bytes())


def _module_files(name: str, package: Path) -> Iterator[Path]:
    """The files that run when a dotted name is imported: the module's and those of its folders."""
    parts = name.split(".")
    if parts[0] != PACKAGE:
        return
    for depth in range(len(parts) + 1):
        stem = package.joinpath(*parts[1:depth])
        for path in (stem / "__init__.py", stem.with_suffix(".py")):
            if path.is_file():
                yield path


def _absolute(node: ast.ImportFrom, path: Path, package: Path) -> str:
    """The absolute dotted name of the module in a `from ... import`."""
    name = node.module or ""
    if not node.level:
        return name
    folder = path.parents[node.level - 1].relative_to(package.parent)
    return ".".join([*folder.parts, name] if name else folder.parts)


@functools.cache
def _imported(path: Path, package: Path) -> frozenset[Path]:
    """The package files that a Python file imports by name, anywhere in it."""
    if path.suffix != ".py":
        return frozenset()
    names = set()
    for node in ast.walk(_parsed(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            source = _absolute(node, path, package)
            names |= {source} | {f"{source}.{alias.name}" for alias in node.names}
    return frozenset(file for name in names for file in _module_files(name, package))


@functools.cache
def reached(start: Path, package: Path) -> tuple[Path, ...]:
    """The files that a script's result depends on, sorted: itself and all that it imports.

    Args:
        start: a script, or a file of the package.
        package: the package's folder.
    """
    found: set[Path] = set()
    pending = [start]
    while pending:
        path = pending.pop()
        if path not in found:
            found.add(path)
            pending += _imported(path, package)
    return tuple(sorted(found))


@functools.cache
def running_lines(path: Path) -> bytes:
    """The lines of a Python file, without docstrings, comment lines and blank lines."""
    lines = path.read_bytes().splitlines()
    kept: set[int] = set(range(1, len(lines) + 1))
    within: set[int] = set()
    for node in ast.walk(_parsed(path)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0] if node.body else None
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                kept -= set(range(first.lineno, (first.end_lineno or first.lineno) + 1))
        elif isinstance(node, ast.Constant | ast.JoinedStr) and node.end_lineno is not None:
            # Inside a string, a line that starts with # is not a comment.
            within |= set(range(node.lineno + 1, node.end_lineno + 1))
    return b"\n".join(
        lines[number - 1]
        for number in sorted(kept)
        if number in within
        or (lines[number - 1].strip() and lines[number - 1].lstrip()[:1] != b"#")
    )


@functools.cache
def digest(package: Path, *starts: Path) -> str:
    """A digest of some files and of all that they import: 16 hexadecimal digits.

    Files of the package count by their path in it and the lines that run. Other files, such as a
    script or a user's own model, count by name and whole content, so that they may be anywhere.
    """
    undeciding = {package / name for name in UNDECIDING}
    contents: list[tuple[str, bytes]] = []
    for path in {path for start in starts for path in reached(start, package)} - undeciding:
        own = path.is_relative_to(package)
        name = path.relative_to(package).as_posix() if own else path.name
        text = running_lines(path) if own and path.suffix == ".py" else path.read_bytes()
        if text or path.name != "__init__.py":
            contents.append((name, text))
    total = hashlib.sha256()
    for name, text in sorted(contents):
        total.update(name.encode() + b"\0" + hashlib.sha256(text).digest())
    return total.hexdigest()[:16]
