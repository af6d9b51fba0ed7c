import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from helpers import ROOT

from bindery.cli import run, workflow
from bindery.errors import InputError


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[tuple[list[str], dict[str, str]]]:
    """What would take the place of this process: command line and environment."""
    found: list = []
    monkeypatch.setattr(
        os, "execve", lambda _, line, environment: found.append((line, environment))
    )
    monkeypatch.setattr(run, "check_programs", lambda environment: None)
    return found


@pytest.fixture(autouse=True)
def config(user: Path) -> None:
    (user / "config.yaml").write_text("experiments: a.tsv\n")
    (user / "my.yaml").write_text("experiments: a.tsv\n")


SNAKEFILE = ["--snakefile", str(ROOT / "Snakefile"), "--configfile"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("", ["config.yaml", "--cores", "all"]),
        ("my.yaml", ["my.yaml", "--cores", "all"]),
        ("my.yaml --cores 3", ["my.yaml", "--cores", "3"]),
        ("--cores 3 -- --dry-run", ["config.yaml", "--cores", "3", "--dry-run"]),
        ("-- results/a -R b", ["config.yaml", "--cores", "all", "results/a", "-R", "b"]),
        ("my.yaml -- --cores 2", ["my.yaml", "--cores", "2"]),
        ("my.yaml -- --executor=slurm -j9", ["my.yaml", "--executor=slurm", "-j9"]),
        ("my.yaml -- --workflow-profile slurm", ["my.yaml", "--workflow-profile", "slurm"]),
        ("-- --config seed=2 --", ["config.yaml", "--cores", "all", "--config", "seed=2", "--"]),
    ],
)  # fmt: skip
def test_snakemake_gets_the_workflow_the_config_and_what_follows(
    words: str, expected: list[str], bindery: Callable, started: list
) -> None:
    assert bindery("run", *words.split()) == (0, "", "")
    ((line, environment),) = started
    script = str(Path(sys.executable).with_name("snakemake"))
    assert line == [sys.executable, script, *SNAKEFILE, *expected]
    assert environment["PATH"].split(os.pathsep)[0] == str(Path(sys.executable).parent)


def test_snakemake_of_another_folder_is_run_as_a_module(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    line = run.arguments("my.yaml", 2, ())
    assert line[:3] == [str(tmp_path / "python"), "-m", "snakemake"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("absent.yaml", "ERROR absent.yaml: there is no such config; `bindery init` writes one"),
        ("results", "ERROR results: this is a folder; "),
    ],
)
def test_without_a_config_nothing_is_started(
    words: str, told: str, bindery: Callable, started: list
) -> None:
    code, _, errors = bindery("run", words)
    assert code == 1 and errors.startswith(told)
    assert started == []


def test_without_snakemake_one_line_says_what_to_install(
    bindery: Callable, started: list, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    code, _, errors = bindery("run")
    assert code == 1
    assert "needs the package snakemake, which is not installed" in errors
    assert started == []


def test_programs_that_are_missing_are_named_with_their_packages() -> None:
    run.check_programs(dict(os.environ))
    with pytest.raises(InputError, match=r"bedtools and graphviz not found.*apt-get install"):
        run.check_programs({"PATH": ""})


def test_the_workflow_is_in_the_package_where_pip_put_it(tmp_path: Path) -> None:
    package = tmp_path / "site-packages" / "bindery"
    with pytest.raises(InputError, match="the workflow is not beside the package; install"):
        workflow.folder(package)
    (package / "_workflow").mkdir(parents=True)
    (package / "_workflow/Snakefile").touch()
    assert workflow.folder(package) == package / "_workflow"
    assert workflow.folder() == ROOT


@pytest.mark.parametrize(
    ("text", "row"),
    [("a: [1, 2\nb: 3\n", 2), ("a: 1\n\tb: 2\n", 2), ("a: 'x\n", 2), ("a: b: c\n", 1)],
    ids=["bracket", "tab", "quote", "colons"],
)
def test_a_config_that_is_no_yaml_is_told_with_its_row(
    text: str, row: int, bindery: Callable, user: Path
) -> None:
    (user / "config.yaml").write_text(text)
    code, _, errors = bindery("run")
    assert code == 1 and errors.count("\n") == 1
    assert errors.startswith(f"ERROR config.yaml, row {row}: this is no YAML (")


def test_a_folder_that_cannot_be_written_to_is_told(
    bindery: Callable, user: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    code, _, errors = bindery("run")
    assert code == 1
    assert errors == f"ERROR {user}: permission denied; have it granted, or write elsewhere\n"
