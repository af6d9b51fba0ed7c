import hashlib
import importlib.metadata
import json
import platform
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from bindery import __version__
from bindery.provenance import command, git_commit, versions, write_provenance


class Process:
    """A stand-in for psutil's: a chain of parents with their command lines."""

    def __init__(self, *lines: list[str] | None):
        self.lines = lines

    def parents(self) -> list["Process"]:
        return [Process(line) for line in self.lines]

    def cmdline(self) -> list[str]:
        if self.lines[0] is None:
            raise psutil.AccessDenied
        return self.lines[0]


def git(folder: Path, *words: str) -> str:
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    result = subprocess.run(
        ["git", "-C", str(folder), *identity, *words], capture_output=True, text=True, check=True
    )
    return result.stdout.strip()


def test_versions_are_of_what_is_installed() -> None:
    found = versions()
    assert found["bindery"] == __version__
    assert found["python"] == platform.python_version()
    assert found["numpy"] == importlib.metadata.version("numpy")
    assert set(found) - {"bindery", "python"} <= {
        dist.metadata["Name"] for dist in importlib.metadata.distributions()
    } | {"tensorflow-cpu"}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([["sh", "-c", "x"], ["python", "/env/bin/snakemake", "-n", "all"]], "snakemake -n all"),
        ([["python", "-m", "snakemake", "-n"]], "snakemake -n"),
        ([["/env/bin/snakemake"]], "snakemake"),
        ([["vim", "a", "b", "snakemake"]], None),
        ([[], ["bash"]], None),
        ([None, ["snakemake"]], None),
        ([], None),
    ],
)  # fmt: skip
def test_command_is_that_of_the_snakemake_above(
    monkeypatch: pytest.MonkeyPatch, lines: list, expected: str | None
) -> None:
    monkeypatch.setattr(psutil, "Process", lambda: Process(*lines))
    assert command() == expected


def test_commit_is_marked_where_files_were_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "checkout" / "workflow"
    folder.mkdir(parents=True)
    monkeypatch.setenv("BINDERY_WORKFLOW", str(folder))
    git(tmp_path / "checkout", "init", "-q")
    (folder / "a").write_text("1")
    git(folder, "add", "a")
    git(folder, "commit", "-q", "-m", "One")
    commit = git(folder, "rev-parse", "HEAD")
    assert git_commit() == commit
    (folder.parent / "beside").write_text("1")
    assert git_commit() == commit
    (folder / "a").write_text("2")
    assert git_commit() == f"{commit}+"


def test_there_is_no_commit_outside_a_checkout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BINDERY_WORKFLOW", str(tmp_path))
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert git_commit() is None
    monkeypatch.setenv("PATH", "")
    assert git_commit() is None


def test_facts_are_kept_and_joined(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BINDERY_WORKFLOW", str(tmp_path))
    (tmp_path / "history.tsv").write_bytes(b"epoch\n")
    write_provenance(tmp_path / "provenance.json", {"seed": 3})
    text = (tmp_path / "provenance.json").read_text()
    found = json.loads(text)
    assert text == json.dumps(found, indent=1, sort_keys=True) + "\n"
    assert found["seed"] == 3
    told = {"seed", "versions", "command", "git_commit", "machine", "date", "files"}
    assert set(found) == told
    assert found["files"] == {"history.tsv": hashlib.sha256(b"epoch\n").hexdigest()}
    assert sys.platform in found["machine"].lower()
