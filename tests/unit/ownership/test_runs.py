"""A job ends with the run that asked for it."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from helpers import ROOT

from bindery.ownership import runs

JOB = """
import sys, time
from pathlib import Path
from bindery import files, logs
logs.start(sys.argv[2])
Path(sys.argv[3]).touch()
with files.written(sys.argv[1]) as temporary:
    temporary.write_text("half")
    {work}
"""


def start_job(folder: Path, run: subprocess.Popen, work: str) -> subprocess.Popen:
    names = [str(folder / name) for name in ("out.txt", "job.log", "started")]
    environment = os.environ | {
        "PYTHONPATH": str(ROOT / "workflow/scripts"),
        "BINDERY_RUN": runs.this_run().replace(str(os.getpid()), str(run.pid), 1),
    }
    command = [sys.executable, "-c", JOB.format(work=work), *names]
    job = subprocess.Popen(command, env=environment)
    limit = time.monotonic() + 30
    while not (folder / "started").exists():
        assert time.monotonic() < limit
        time.sleep(0.05)
    return job


@pytest.fixture
def run():
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    yield process
    process.kill()
    process.wait()


def test_a_job_of_a_killed_run_ends_and_writes_nothing(tmp_path: Path, run) -> None:
    job = start_job(tmp_path, run, "time.sleep(30)")
    run.kill()
    run.wait()
    assert job.wait(timeout=10) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["job.log", "started"]
    text = (tmp_path / "job.log").read_text()
    assert "ERROR the Snakemake that asked for this job has ended; nothing is written" in text


def test_a_job_of_a_living_run_writes(tmp_path: Path, run) -> None:
    job = start_job(tmp_path, run, "time.sleep(0.1)")
    assert job.wait(timeout=30) == 0
    assert (tmp_path / "out.txt").read_text() == "half"


def test_nothing_is_renamed_after_the_run_has_ended(tmp_path: Path, run) -> None:
    # The job kills its run itself and goes on at once, before its thread can notice.
    work = "import os; os.kill(int(os.environ['BINDERY_RUN'].split()[0]), 9); time.sleep(0.2)"
    job = start_job(tmp_path, run, work)
    assert job.wait(timeout=30) == 1
    assert not (tmp_path / "out.txt").exists()


def test_a_run_of_another_container_is_not_followed(
    tmp_path: Path, run, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The number is of no process here, and of the run where it was given.
    run.kill()
    run.wait()
    monkeypatch.setattr(runs, "this_run", lambda: f"{os.getpid()} pid:[1]")
    job = start_job(tmp_path, run, "time.sleep(1.5)")
    assert job.wait(timeout=30) == 0
    assert (tmp_path / "out.txt").read_text() == "half"


def test_without_a_run_a_process_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BINDERY_RUN", raising=False)
    from bindery import files

    runs.follow()
    files.write_text(tmp_path / "a.txt", "a")
    assert (tmp_path / "a.txt").read_text() == "a"
