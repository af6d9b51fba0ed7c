"""The wheel, in an environment and a folder away from the checkout: what `pip install` gives."""

import ast
import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest
import yaml

from .conftest import REPOSITORY, ROWS, TINY

SOURCES = ("pyproject.toml", "setup.py", "MANIFEST.in", "README.md", "LICENSE")
WORKFLOW = ("Snakefile", "workflow", "config", "envs", "profiles")
FOLDER = "bindery/_workflow"


def tracked() -> list[str]:
    """The files of the checkout that make the workflow, in Git or yet to be added to it."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", *WORKFLOW, *SOURCES]
    listed = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True)
    return [name for name in listed.stdout.splitlines() if (REPOSITORY / name).is_file()]


def test_what_setup_copies_is_the_whole_workflow() -> None:
    tree = ast.parse((REPOSITORY / "setup.py").read_text())
    (parts,) = (
        ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "PARTS"
    )
    copied = {
        path.relative_to(REPOSITORY).as_posix() for part in parts for path in REPOSITORY.glob(part)
    }
    wanted = {
        name
        for name in tracked()
        if name.startswith(WORKFLOW)
        and not name.startswith(("workflow/scripts/bindery/", "envs/requirements-"))
        and not name.endswith((".md", "envs/lock.py", "envs/setup.sh", "envs/link_package.py"))
    }
    assert wanted - copied == set()


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy: a build leaves files beside its sources."""
    sources, built = tmp_path_factory.mktemp("sources"), tmp_path_factory.mktemp("wheel")
    for name in tracked():
        (sources / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(REPOSITORY / name, sources / name)
    # What an earlier build left is no part of it.
    stale = sources / "build/lib/bindery/stale.py"
    stale.parent.mkdir(parents=True)
    stale.touch()
    options = ["--quiet", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", built]
    command = [sys.executable, "-m", "pip", "wheel", *options, sources]
    subprocess.run(command, check=True, capture_output=True)
    (found,) = built.glob("bindery-*.whl")
    return found


@pytest.fixture(scope="module")
def program(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command `bindery` of an environment that has the wheel, and these tests' libraries."""
    made = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", made], check=True)
    python = made / "bin" / "python"
    options = ["--quiet", "--no-deps", "--no-index"]
    command = [sys.executable, "-m", "pip", "--python", python, "install", *options, wheel]
    subprocess.run(command, check=True, capture_output=True)
    (packages,) = made.glob("lib/python*/site-packages")
    (packages / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return made / "bin" / "bindery"


def run(program: Path, folder: Path, *words: str) -> str:
    """Run `bindery` as a user does, without the tests' own paths; give what it printed."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    result = subprocess.run(
        [program, *words], cwd=folder, env=environment, capture_output=True, text=True
    )
    assert result.returncode == 0, result.stderr[-4000:]
    return result.stdout


@pytest.mark.slow
def test_the_wheel_has_the_workflow_once_and_nothing_stale(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert f"{FOLDER}/Snakefile" in names
    assert f"{FOLDER}/workflow/scripts/train.py" in names
    assert f"{FOLDER}/config/digests/sacCer3.tsv" in names
    assert not [name for name in names if name.startswith(f"{FOLDER}/workflow/scripts/bindery")]
    assert not [name for name in names if "stale" in name or "__pycache__" in name]


@pytest.mark.slow
def test_a_study_is_begun_run_and_used_by_the_wheel_alone(program: Path, tmp_path: Path) -> None:
    # In a repository of the user's, whose commit is not the workflow's.
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    assert "score" in run(program, tmp_path, "--help")
    run(program, tmp_path, "init", "--study", "demo")
    printed = run(program, tmp_path, "run", "config/config.yaml", "--", "--dry-run")
    assert "train" in printed
    (tmp_path / "config.yaml").write_text(yaml.safe_dump(TINY))
    header, row = zip(*ROWS[1].items(), strict=True)
    (tmp_path / "experiments.tsv").write_text("\t".join(header) + "\n" + "\t".join(row) + "\n")
    model = "results/tiny/CTCF/deepbind"
    run(program, tmp_path, "run", "--cores", "2", "--", f"{model}/metrics.json")
    told = run(program, tmp_path, "info", model)
    assert "test auroc" in told and "commit" not in told
    peaks, genome = "resources/simulated/CTCF.narrowPeak", "resources/simulated/genome.fa"
    scored = run(program, tmp_path, "score", model, "--bed", peaks, "--genome", genome)
    assert len(scored.splitlines()) > 50
    log = (tmp_path / "results/tiny/logs/train/CTCF/deepbind.log").read_text()
    assert "ERROR" not in log
