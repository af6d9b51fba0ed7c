"""Benchmarks run rarely: what they import must exist when it has been renamed."""

import ast
import importlib
from pathlib import Path
from types import ModuleType

import pytest

BENCHMARKS = sorted((Path(__file__).parents[1] / "benchmarks").glob("*.py"))


@pytest.mark.parametrize("file", BENCHMARKS, ids=lambda file: file.stem)
def test_what_a_benchmark_imports_exists(file: Path, keras: ModuleType) -> None:
    nodes = [node for node in ast.walk(ast.parse(file.read_text())) if _is_own(node)]
    for node in nodes:
        module = importlib.import_module(node.module)
        for name in node.names:
            found = hasattr(module, name.name)
            assert found or importlib.import_module(f"{node.module}.{name.name}"), name.name


def _is_own(node: ast.AST) -> bool:
    return isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "bindery"
