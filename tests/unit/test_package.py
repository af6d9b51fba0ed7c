import ast
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "workflow" / "scripts" / "bindery"
# Of the standard library alone, since Snakemake parses with them.
PARSED = (
    "errors downloads study/settings study/code_digests study/experiments study/row_checks "
    "study/published_values study/multitask study/chromosomes study/architecture_files "
    "study/calibration_presets"
).split()
FILES = sorted(path.relative_to(PACKAGE) for path in PACKAGE.rglob("*.py"))


def is_plain(node: ast.stmt) -> bool:
    """Whether a statement of a module's body imports, defines, or names a constant."""
    if isinstance(node, ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef):
        return True
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
    if isinstance(node, ast.Assign | ast.AnnAssign):
        return True
    if isinstance(node, ast.If):
        return ast.unparse(node.test) == "TYPE_CHECKING" and all(map(is_plain, node.body))
    return False


def test_folders_import_one_way() -> None:
    environment = {**os.environ, "PYTHONPATH": str(PACKAGE.parent)}
    program = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run(
        [program, "--no-cache"], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert result.returncode == 0, result.stdout


def test_the_contract_of_imports_knows_every_folder() -> None:
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    (layers,) = (own["layers"] for own in contract["contracts"])
    named = {name.removeprefix("bindery.") for layer in layers for name in layer.split(" | ")}
    folders = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    modules = {path.stem for path in PACKAGE.glob("*.py")} - {"__init__"}
    assert named == folders | modules


def test_folders_are_small_enough_to_take_in() -> None:
    sizes = {
        str(folder.relative_to(PACKAGE)): len(list(folder.glob("*.py"))) - 1
        for folder in {file.parent for file in PACKAGE.rglob("*.py")}
    }
    assert sizes.pop(".") <= 14
    # One module a rule, however many rules there are.
    sizes.pop("steps")
    assert max(sizes.values()) <= 22, sizes


def test_what_a_folder_runs_when_imported_is_nothing() -> None:
    for file in PACKAGE.rglob("*/__init__.py"):
        body = ast.parse(file.read_text()).body
        assert len(body) == 1, f"{file.relative_to(PACKAGE)} holds more than a docstring"


@pytest.mark.parametrize("file", FILES, ids=str)
def test_importing_a_module_runs_no_code_of_its_own(file: Path) -> None:
    body = ast.parse((PACKAGE / file).read_text()).body
    assert [ast.unparse(node) for node in body if not is_plain(node)] == []


@pytest.mark.parametrize("file", FILES, ids=str)
def test_module_says_its_one_job(file: Path) -> None:
    assert ast.get_docstring(ast.parse((PACKAGE / file).read_text()))


@pytest.mark.parametrize("module", PARSED)
def test_what_snakemake_parses_needs_the_standard_library_only(module: str) -> None:
    tree = ast.parse((PACKAGE / f"{module}.py").read_text())
    names = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    names |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    roots = {name.split(".")[0] for name in names}
    assert not roots & {"numpy", "keras", "jsonschema", "yaml", "h5py", "pybedtools", "snakemake"}


def test_tensorflow_is_imported_in_one_module() -> None:
    pattern = re.compile(r"^\s*(?:import|from) tensorflow", re.MULTILINE)
    assert [str(file) for file in FILES if pattern.search((PACKAGE / file).read_text())] == [
        "runtime/devices.py"
    ]


def test_manifest_lists_all_files_of_the_package() -> None:
    found = [path for path in PACKAGE.rglob("*") if path.is_file()]
    # Python and Numba keep there what they compiled.
    files = {path for path in found if path.parent.name != "__pycache__"}
    names = sorted(path.relative_to(PACKAGE).as_posix() for path in files)
    names.remove("manifest.txt")
    listed = (PACKAGE / "manifest.txt").read_text().splitlines()
    assert listed == names, "run `make manifest`"
