"""The provenance of a result: versions, command, commit, and further facts."""

import importlib.metadata
import os
import platform
import subprocess
from datetime import UTC, datetime
from os import PathLike
from pathlib import Path

import psutil

from bindery import __version__
from bindery.files import sha256, write_json

DISTRIBUTIONS = (
    "snakemake",
    "keras",
    "tensorflow",
    "tensorflow-cpu",
    "jax",
    "torch",
    "numpy",
    "scikit-learn",
    "h5py",
    "pybedtools",
    "pyfaidx",
)


# What the jobs that write a provenance write before it, in its folder.
WRITTEN_WITH = (
    *("calibration.json", "choice.tsv", "history.tsv", "model.keras", "model.npz"),
    "predictions.tsv.gz",
)


def versions() -> dict[str, str]:
    """Versions of Python and of the installed libraries that decide results."""
    found = {"bindery": __version__, "python": platform.python_version()}
    for name in DISTRIBUTIONS:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found


def command() -> str | None:
    """The Snakemake command that started this process, if it can be found."""
    for process in psutil.Process().parents():
        try:
            words = process.cmdline()
        except psutil.Error:
            return None
        if any(Path(word).name == "snakemake" for word in words[:3]):
            return " ".join(["snakemake", *words[words.index(_program(words)) + 1 :]])
    return None


def _program(words: list[str]) -> str:
    return next(word for word in words if Path(word).name == "snakemake")


def git_commit() -> str | None:
    """The commit of the workflow's checkout, with `+` if its files have changed since."""
    folder = os.environ.get("BINDERY_WORKFLOW", str(Path(__file__).parent))
    git = ["git", "-C", folder]
    try:
        # An installed workflow may lie in an environment in the folder of another repository.
        tracked = subprocess.run([*git, "ls-files", "--error-unmatch", "."], capture_output=True)
        commit = subprocess.run([*git, "rev-parse", "HEAD"], capture_output=True, text=True)
        changed = subprocess.run(
            [*git, "status", "--porcelain", "--untracked-files=no", "."], capture_output=True
        )
    except OSError:
        return None
    if commit.returncode or tracked.returncode:
        return None
    return commit.stdout.strip() + ("+" if changed.stdout.strip() else "")


def write_provenance(path: str | PathLike, facts: dict) -> None:
    """Write the facts of a result as JSON, adding versions, command, commit, date, machine.

    Under `files` are the digests of what was written with it, by which damage is found later.
    """
    beside = [Path(path).with_name(name) for name in WRITTEN_WITH]
    added = {
        "files": {file.name: sha256(file) for file in beside if file.is_file()},
        "versions": versions(),
        "command": command(),
        "git_commit": git_commit(),
        # In no other output: it would differ between repetitions of the same config.
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": f"{platform.system()} {platform.machine()}",
    }
    write_json(path, facts | added, sort_keys=True)
