import shutil
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
PROGRAMS = Path(sys.executable).parent
COMMANDS = {
    "ruff": ["ruff", "check", "."],
    "ruff format": ["ruff", "format", "--check", "."],
    "snakefmt": ["snakefmt", "--check", "Snakefile", "workflow"],
    "mypy": ["mypy"],
    "lint of the demo": ["snakemake", "--lint"],
    "lint of the yeast study": ["snakemake", "--lint", "--configfile", "config/yeast.yaml"],
    "lint of DeepBind's study": [
        *("snakemake", "--lint", "--configfile", "config/deepbind_encode.yaml"),
    ],
}


@pytest.mark.parametrize("name", COMMANDS)
def test_style(name):
    program, *arguments = COMMANDS[name]
    command = [str(PROGRAMS / program), *arguments]
    result = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True)
    assert result.returncode == 0, (result.stdout + result.stderr)[-3000:]


def test_no_file_is_long():
    paths = [*REPOSITORY.glob("workflow/**/*.py"), *REPOSITORY.glob("workflow/**/*.smk")]
    lengths = {path.name: len(path.read_text().splitlines()) for path in paths}
    assert {name: length for name, length in lengths.items() if length > 300} == {}


def test_scripts_are_thin_and_named_after_their_rules():
    rules = "".join(path.read_text() for path in REPOSITORY.glob("workflow/rules/*.smk"))
    for path in REPOSITORY.glob("workflow/scripts/*.py"):
        assert f"scripts/{path.stem}.py" in rules
        assert path.read_text().startswith(f'"""Rule {path.stem}: ')
        assert len(path.read_text().splitlines()) <= 35


def test_bedtools_and_graphviz_are_here():
    assert shutil.which("bedtools") and shutil.which("dot")
