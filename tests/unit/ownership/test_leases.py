"""A job on any machine ends when the next run of its folder begins."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from helpers import ROOT

from bindery.ownership import leases

JOB = """
import sys, time
from pathlib import Path
from bindery import files, logs
logs.start("job.log")
with files.written("out.txt") as temporary:
    temporary.write_text("old")
    Path("started").touch()
    time.sleep(float(sys.argv[1]))
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    # Set and deleted, so that what a test sets is taken away after it.
    monkeypatch.setenv(leases.LEASE, "")
    monkeypatch.delenv("BINDERY_RUN", raising=False)
    return tmp_path


def start_job(seconds: float) -> subprocess.Popen:
    """A job of the present run, on a machine that cannot see the run's process."""
    environment = os.environ | {"PYTHONPATH": str(ROOT / "workflow/scripts")}
    job = subprocess.Popen([sys.executable, "-c", JOB, str(seconds)], env=environment)
    limit = time.monotonic() + 30
    while not Path("started").exists():
        assert time.monotonic() < limit
        time.sleep(0.05)
    return job


def test_a_job_ends_when_the_next_run_begins_and_writes_nothing(folder: Path) -> None:
    leases.take(alone=True)
    job = start_job(30)
    leases.take(alone=True)
    assert job.wait(timeout=10) == 1
    assert not (folder / "out.txt").exists()
    assert [path.name for path in folder.iterdir() if path.name.startswith(".")] == [".snakemake"]
    assert "has ended; nothing is written" in (folder / "job.log").read_text()


def test_nothing_is_renamed_once_the_next_run_has_begun(folder: Path) -> None:
    leases.take(alone=True)
    job = start_job(0.4)
    leases.take(alone=True)
    assert job.wait(timeout=30) == 1
    assert not (folder / "out.txt").exists()


def test_a_job_ends_when_its_run_has_given_its_lease_back(folder: Path) -> None:
    leases.take(alone=True)
    job = start_job(30)
    leases.give_back()
    assert job.wait(timeout=10) == 1


def test_a_run_without_the_lock_leaves_the_jobs_of_others(folder: Path) -> None:
    leases.take(alone=True)
    job = start_job(1.5)
    leases.take(alone=False)
    assert job.wait(timeout=30) == 0
    assert (folder / "out.txt").read_text() == "old"


def test_without_a_shared_folder_a_job_goes_on(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(leases.LEASE, "/nowhere/runs/0123")
    assert leases.given() is None
    assert start_job(0.1).wait(timeout=30) == 0


def test_a_run_takes_one_lease_and_gives_it_back() -> None:
    leases.take(alone=True)
    assert leases.given() in leases.FOLDER.absolute().iterdir()
    leases.give_back()
    leases.give_back()
    assert list(leases.FOLDER.iterdir()) == []
