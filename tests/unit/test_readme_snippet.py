"""README's Python runs as it is written, in a plain session, on TensorFlow and on JAX."""

import json
import os
import re
import subprocess
import sys
import sysconfig
from pathlib import Path
from types import ModuleType

import pytest
from helpers import ROOT

BLOCK = re.compile(r"^```python\n(.*?)^```", flags=re.MULTILINE | re.DOTALL)
SNIPPETS = {
    name: BLOCK.findall((ROOT / name).read_text())[-1] for name in ("README.md", "docs/module.md")
}


@pytest.fixture(scope="module")
def folder(keras: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the demo's model, small, where README has it."""
    from bindery.models.registry import build
    from bindery.models.saving import save

    found = tmp_path_factory.mktemp("user")
    model = found / "results/demo/CTCF/deepbind"
    model.mkdir(parents=True)
    save(build("deepbind", 101, detectors=2, width=6), model / "model.keras")
    (model / "provenance.json").write_text(json.dumps({"architecture": "deepbind"}))
    return found


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment that `make setup` would link the package into."""
    made = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", made], check=True)
    python = made / "bin" / "python"
    asked = [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    packages = Path(
        subprocess.run(asked, check=True, capture_output=True, text=True).stdout.strip()
    )
    # The libraries are those of the environment of these tests.
    (packages / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")
    subprocess.run([python, ROOT / "envs" / "link_package.py"], check=True)
    return python


@pytest.mark.parametrize("backend", ["tensorflow", "jax"])
@pytest.mark.parametrize("document", SNIPPETS)
def test_the_documents_python_runs_as_written(
    document: str, backend: str, folder: Path, python: Path
) -> None:
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    environment |= {"KERAS_BACKEND": backend, "JAX_PLATFORMS": "cpu", "CUDA_VISIBLE_DEVICES": ""}
    code = SNIPPETS[document] + "\nprint(score.shape, model.name)\n"
    run = [python, "-c", code]
    result = subprocess.run(run, cwd=folder, env=environment, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    assert result.stdout.splitlines()[-1].startswith("(1, 1)")


def test_a_workflow_in_another_folder_has_its_own_package(python: Path, tmp_path: Path) -> None:
    """As Snakemake adds the folder of a script: behind all other paths."""
    other = tmp_path / "bindery"
    other.mkdir()
    (other / "__init__.py").write_text("OWN = True\n")
    code = f"import sys; sys.path.append({str(tmp_path)!r}); import bindery; print(bindery.OWN)"
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    result = subprocess.run([python, "-c", code], env=environment, capture_output=True, text=True)
    assert result.stdout == "True\n", result.stderr


def test_the_command_line_is_that_of_the_checkout(python: Path, folder: Path) -> None:
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    command = [python.with_name("bindery"), "info", "results/demo/CTCF/deepbind"]
    result = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    assert "architecture" in result.stdout


def test_make_setup_links_the_package() -> None:
    assert ".venv/bin/python envs/link_package.py" in (ROOT / "envs" / "setup.sh").read_text()
