"""A tiny study through the profile for other schedulers, whose `qsub` is made up."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
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


@pytest.fixture(scope="module")
def finished(copied_workflow, tmp_path_factory):
    study = Study(tmp_path_factory.mktemp("generic"), copied_workflow)
    study.rows = study.rows[:1]
    study.write()
    programs = study.folder / "bin"
    programs.mkdir()
    (programs / "qsub").write_text(QSUB)
    (programs / "qsub").chmod(0o755)
    profile = str(copied_workflow / "profiles" / "generic")
    path = f"{programs}:{Path(sys.executable).parent}:{os.environ['PATH']}"
    result = subprocess.run(
        ["timeout", "--kill-after=10", "300", *study.command("--workflow-profile", profile)],
        cwd=study.folder,
        env=os.environ | {"PATH": path},
        capture_output=True,
        text=True,
    )
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
