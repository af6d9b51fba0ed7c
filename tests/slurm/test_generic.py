"""A tiny study through the profile for other schedulers, whose `qsub` is made up."""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from slurm.cluster import wait_for
from workflow.conftest import Study

pytestmark = pytest.mark.slow

# Notes what it is asked, runs the job's script at once, and prints an ID.
QSUB = """\
#!/bin/sh
echo "$@" >> qsub.log
for script; do :; done
setsid sh "$script" > /dev/null 2>&1 &
echo $!.server
"""


def command_of(study: Study, *arguments: str) -> dict:
    """What runs a study through the profile: a command, its folder, and its environment."""
    programs = study.folder / "bin"
    programs.mkdir(exist_ok=True)
    (programs / "qsub").write_text(QSUB)
    (programs / "qsub").chmod(0o755)
    profile = str(study.repository / "profiles" / "generic")
    path = f"{programs}:{Path(sys.executable).parent}:{os.environ['PATH']}"
    return {
        "args": study.command("--workflow-profile", profile, *arguments),
        "cwd": study.folder,
        "env": os.environ | {"PATH": path},
    }


@pytest.fixture(scope="module")
def finished(copied_workflow, tmp_path_factory):
    study = Study(tmp_path_factory.mktemp("generic"), copied_workflow)
    study.rows = study.rows[:1]
    study.write()
    result = subprocess.run(**command_of(study), capture_output=True, text=True, timeout=300)
    assert result.returncode == 0, (result.stdout + result.stderr)[-4000:]
    return study


def test_the_study_is_whole(finished):
    assert (finished.path("report.html")).exists()
    assert finished.jobs() == {}


def test_each_submission_says_what_it_needs(finished):
    asked = (finished.folder / "qsub.log").read_text().splitlines()
    needs = re.compile(
        r"-q (cpu|gpu) -l select=1:ncpus=1:mem=\d+mb:ngpus=([01]) -l walltime=\d+:00"
    )
    found = [needs.search(line).groups() for line in asked]
    # Simulation, the genome's index, a training, and three groups.
    assert sorted(found) == [("cpu", "0")] * 5 + [("gpu", "1")]


def test_a_job_of_a_killed_run_writes_nothing_once_the_next_run_begins(finished, tmp_path):
    # The job is in a session of its own, as on another node: its run's end does not reach it.
    study = finished.copied(tmp_path / "study")
    model = study.path("REST", "deepbind", "model.keras")
    target = str(model.relative_to(study.folder))
    study.config["training"] |= {"epochs": 100_000, "patience": 100_000}
    study.write()
    log = study.path("logs", "train", "REST", "deepbind.log")
    log.unlink()
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    first = subprocess.Popen(**command_of(study, "--", target), **quiet)
    wait_for(lambda: log.exists() and "epoch 3 of" in log.read_text(), "the training", 120)
    first.send_signal(signal.SIGKILL)
    first.wait()
    (old,) = processes_of(study.folder, "train")
    study.run("--unlock")
    study.config["training"] |= {"epochs": 3, "patience": 3}
    study.write()
    again = command_of(study, "--rerun-incomplete", "--", target)
    result = subprocess.run(**again, capture_output=True, text=True, timeout=300)
    assert result.returncode == 0, (result.stdout + result.stderr)[-4000:]
    wait_for(lambda: not Path(f"/proc/{old}").exists(), "the end of the old job", 10)
    facts = json.loads((model.parent / "provenance.json").read_text())
    assert facts["training"]["epochs"] == 3
    assert not [path for path in model.parent.iterdir() if path.name.startswith(".")]


def processes_of(folder: Path, script: str) -> list[int]:
    """The processes that run a rule's script for a study."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and os.readlink(entry / "cwd") == str(folder):
                words = (entry / "cmdline").read_text().split("\0")
                # A copy of the script, in Snakemake's scripts folder.
                if any(word.endswith(f".{script}.py") for word in words):
                    found.append(int(entry.name))
        except OSError:
            continue
    return found
