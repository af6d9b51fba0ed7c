"""Which package files decide a rule's result, and a digest of them.

Snakemake sees a change of a script but not of what the script imports. A rule therefore carries,
as a param, the digest of its script and of every package module that it reaches. Contents count,
not times, so a checkout or a `touch` reruns nothing. Standard library only, see `settings`.
"""

import ast
import functools
import hashlib
from pathlib import Path

PACKAGE = "bindery"
# These tell of a result, or fail to give one, but decide none.
UNDECIDING = ("__init__.py", "errors.py", "gpus.py", "logs.py", "provenance.py")


def _module_file(name: str, package: Path) -> Path | None:
    """The file of a dotted module name within the package, if it is one."""
    parts = name.split(".")
    if parts[0] != PACKAGE:
        return None
    stem = package.joinpath(*parts[1:])
    candidates = (stem / "__init__.py", stem.with_suffix(".py"))
    return next((path for path in candidates if path.is_file()), None)


@functools.cache
def _imported(path: Path, package: Path) -> frozenset[Path]:
    """Package files that a Python file imports by name, anywhere in it."""
    if path.suffix != ".py":
        return frozenset()
    names = set()
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    files = (_module_file(name, package) for name in names)
    return frozenset(path for path in files if path is not None)


@functools.cache
def reached(start: Path, package: Path) -> tuple[Path, ...]:
    """The files that a script's result depends on: itself and all that it imports, sorted.

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
def digest(package: Path, *starts: Path) -> str:
    """A digest of the contents of all files reached from some: 16 hexadecimal digits."""
    undeciding = {package / name for name in UNDECIDING}
    files = {path for start in starts for path in reached(start, package)} - undeciding
    total = hashlib.sha256()
    # By name and content, so that a user's file may lie anywhere.
    for name, content in sorted((path.name, path.read_bytes()) for path in files):
        total.update(name.encode() + b"\0" + hashlib.sha256(content).digest())
    return total.hexdigest()[:16]
