"""Faults of the machine end a run in one line: which path or limit, and what to do.

The cases are those of tests/inputs/faults_cases.py.
"""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from inputs.faults_cases import CASES, MODEL, TENSOR, Case
from workflow.conftest import Study

pytestmark = pytest.mark.slow

LIMITED = [case for case in CASES if "limits" in case.given]
MOUNTED = [case for case in CASES if case not in LIMITED]


@pytest.fixture(scope="module")
def made(tiny: Study, tmp_path_factory: pytest.TempPathFactory) -> Study:
    """The tiny study, run as far as its tensor."""
    study = Study(tmp_path_factory.mktemp("made"), tiny.repository)
    study.write()
    study.run("--", f"results/tiny/{TENSOR}")
    return study


@pytest.fixture
def study(made: Study, tmp_path: Path, request: pytest.FixtureRequest) -> Study:
    """A copy of that study, without the tensor if the case makes it."""
    own = made.copied(tmp_path / "study")
    if request.param.given["target"] == TENSOR:
        for name in (TENSOR, TENSOR.replace(".h5", ".qc.tsv")):
            own.path(name).unlink()
    return own


def last_line(study: Study, case: Case) -> str:
    """The last line of a run that fails."""
    arguments = study.command("--", f"results/tiny/{case.given['target']}", cores=1)
    done = subprocess.run(
        ["prlimit", *case.given.get("limits", []), *arguments],
        cwd=study.folder,
        capture_output=True,
        text=True,
        timeout=300,
    )
    printed = done.stdout + done.stderr
    assert done.returncode == 1, printed
    assert "Traceback" not in printed and "fault of Bindery" not in printed, printed
    return printed.rstrip().splitlines()[-1]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a disk")
@pytest.mark.parametrize(
    ("case", "study"), [(case, case) for case in MOUNTED], indirect=["study"], ids=lambda own: ""
)
def test_a_disk_that_is_full_or_read_only_is_named(case: Case, study: Study) -> None:
    results = study.path()
    kept = results.rename(results.with_name("kept"))
    results.mkdir()
    used = sum(-(-path.stat().st_blocks // 8) * 4096 for path in kept.rglob("*"))
    room = case.given.get("room", 1 << 30)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={used + room}", "tmpfs", str(results)]
    if subprocess.run(mount, check=False).returncode:
        pytest.skip("disks cannot be mounted here")
    try:
        shutil.copytree(kept, results, dirs_exist_ok=True)
        if "room" not in case.given:
            subprocess.run(["mount", "-o", "remount,ro", str(results)], check=True)
        assert last_line(study, case).startswith(case.expected)
    finally:
        subprocess.run(["umount", str(results)], check=True)


@pytest.mark.skipif(not shutil.which("prlimit"), reason="there is no prlimit")
@pytest.mark.parametrize(
    ("case", "study"), [(case, case) for case in LIMITED], indirect=["study"], ids=lambda own: ""
)
def test_a_limit_of_files_or_memory_is_named(case: Case, study: Study) -> None:
    assert last_line(study, case).startswith(case.expected)


@pytest.mark.parametrize("study", [Case("", "", "", {"target": MODEL})], indirect=True)
@pytest.mark.parametrize("seconds", [-(10**9), 10**8], ids=["past", "future"])
def test_a_clock_that_was_wrong_reruns_nothing(study: Study, seconds: int) -> None:
    """Files of another clock: each has a time of its own, decades from now."""
    for number, path in enumerate(sorted(study.folder.rglob("*"))):
        if path.is_file():
            time = path.stat().st_mtime + seconds * (1 + number % 7) / 7
            os.utime(path, (time, time))
    assert study.jobs("--", f"results/tiny/{TENSOR}") == {}
