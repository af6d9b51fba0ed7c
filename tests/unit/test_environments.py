"""The ranges, the locks, the conda environments and the imports say the same."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = ROOT / "workflow" / "scripts"
LOCKS = sorted((ROOT / "envs").glob("requirements-*.txt"))
ENVIRONMENTS = sorted((ROOT / "envs").glob("*.yaml"))
# The extras whose own requirements an environment must hold.
FAMILIES = {
    "data": ["data"],
    "train": ["train"],
    "train-gpu": ["train"],
    "motifs": ["motifs"],
    "report": ["report"],
    "structure": ["structure"],
}

# A backend of Keras that some machines have already; none of Bindery's locks installs it.
OPTIONAL_IMPORTS = {"torch"}


def read_lock(path: Path) -> dict[str, str]:
    pins = re.findall(r"^([\w.-]+)==([^\s;]+)", path.read_text(), re.MULTILINE)
    assert len(dict(pins)) == len(pins), f"{path.name} holds two versions of one package"
    return {canonicalize_name(name): version for name, version in pins}


def lock_of(environment: Path) -> dict[str, str]:
    flavour = "gpu" if environment.stem.endswith("-gpu") else "cpu"
    return read_lock(ROOT / "envs" / f"requirements-{flavour}.txt")


def read_environment(path: Path) -> tuple[list[str], list[str]]:
    """The packages that conda installs, and those that pip adds."""
    dependencies = yaml.safe_load(path.read_text())["dependencies"]
    conda = [entry for entry in dependencies if isinstance(entry, str)]
    pip = [line for entry in dependencies if isinstance(entry, dict) for line in entry["pip"]]
    return conda, pip


def read_ranges() -> dict[str, list[Requirement]]:
    """The requirements of each extra, and under "" those of every part."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    groups = {"": project["dependencies"], **project["optional-dependencies"]}
    return {
        extra: [Requirement(line) for line in lines if not line.startswith("bindery[")]
        for extra, lines in groups.items()
    }


def third_party_imports(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names.add(node.module)
    return {name.split(".")[0] for name in names} - sys.stdlib_module_names - {"bindery"}


def test_there_are_locks_and_environments() -> None:
    assert [path.name for path in LOCKS] == ["requirements-cpu.txt", "requirements-gpu.txt"]
    assert {path.stem for path in ENVIRONMENTS} == set(FAMILIES)


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.stem)
def test_lock_is_hashed_and_names_no_host(path: Path) -> None:
    text = path.read_text()
    for entry in re.split(r"\n(?=\w)", text)[1:]:
        assert "--hash=sha256:" in entry, entry.splitlines()[0]
    assert "http:" not in text and "https:" not in text
    assert not re.search(r"^\s*(-|#.*/)(?!-hash)", text, re.MULTILINE), "an option or a path"


def test_locks_agree() -> None:
    cpu, gpu = (read_lock(path) for path in LOCKS)
    assert {name: cpu[name] for name in cpu.keys() & gpu} == {
        name: gpu[name] for name in cpu.keys() & gpu
    }


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.stem)
def test_ranges_contain_the_locked_versions(path: Path) -> None:
    lock = read_lock(path)
    other = {
        "requirements-cpu": {"tensorflow-gpu"},
        "requirements-gpu": {"tensorflow", "jax"},
    }[path.stem]
    for extra, requirements in read_ranges().items():
        for requirement in requirements if extra not in other else []:
            version = Version(lock[canonicalize_name(requirement.name)])
            assert version in requirement.specifier, f"{extra}: {requirement}, locked at {version}"


@pytest.mark.parametrize("path", ENVIRONMENTS, ids=lambda path: path.stem)
def test_environment_has_the_locked_versions(path: Path) -> None:
    lock = lock_of(path)
    _, pip = read_environment(path)
    for line in pip:
        name, version = re.fullmatch(r"([\w.-]+)==([^\s;]+)( ; .+)?", line).group(1, 2)
        assert lock[canonicalize_name(name)] == version, line


@pytest.mark.parametrize("path", ENVIRONMENTS, ids=lambda path: path.stem)
def test_environment_has_what_its_family_needs(path: Path) -> None:
    _, pip = read_environment(path)
    installed = {canonicalize_name(Requirement(line).name) for line in pip}
    ranges = read_ranges()
    for extra in ["", *FAMILIES[path.stem]]:
        assert {canonicalize_name(requirement.name) for requirement in ranges[extra]} <= installed


@pytest.mark.parametrize("path", ENVIRONMENTS, ids=lambda path: path.stem)
def test_environment_is_exact_and_has_no_pin_file(path: Path) -> None:
    conda, pip = read_environment(path)
    assert pip
    # Snakemake ignores the pip part of an environment that has an explicit pin beside it.
    assert not list(path.parent.glob(f"{path.stem}.*pin.txt"))
    assert [package for package in conda if "=" not in package] == ["pip"]
    channels = yaml.safe_load(path.read_text())["channels"]
    assert channels[0] == "conda-forge" and channels[-1] == "nodefaults"


def test_imports_are_locked() -> None:
    locked = set().union(*(read_lock(path) for path in LOCKS))
    distributions = packages_distributions()
    for path in sorted(SCRIPTS.rglob("*.py")):
        for name in sorted(third_party_imports(path) - OPTIONAL_IMPORTS):
            candidates = {canonicalize_name(dist) for dist in distributions.get(name, [name])}
            assert candidates & locked, f"{path.relative_to(ROOT)} imports {name}: in no lock"
