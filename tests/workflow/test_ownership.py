"""A job of a killed Snakemake never replaces the results of a later run."""

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest
from workflow.conftest import Study

LIMIT = 120


def running(folder: Path) -> list[int]:
    """The processes of jobs that work in a folder."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and os.readlink(entry / "cwd") == str(folder):
                found.append(int(entry.name))
        except OSError:
            continue
    return found


@pytest.mark.slow
def test_an_orphan_of_a_killed_run_writes_nothing(tiny: Study, tmp_path: Path) -> None:
    study = tiny.copied(tmp_path / "study")
    model = study.path("REST", "deepbind", "model.keras")
    study.config["training"] |= {"epochs": 100_000, "patience": 100_000}
    study.write()
    target = str(model.relative_to(study.folder))
    command = study.command("--forcerun", "train", "--", target)
    log = study.path("logs", "train", "REST", "deepbind.log")
    log.unlink()
    first = subprocess.Popen(
        command, cwd=study.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    limit = time.monotonic() + LIMIT
    while not (log.exists() and "epoch 3 of" in log.read_text()):
        assert time.monotonic() < limit and first.poll() is None
        time.sleep(0.2)
    first.send_signal(signal.SIGKILL)
    first.wait()
    limit = time.monotonic() + 15
    while running(study.folder):
        assert time.monotonic() < limit, "an orphan goes on"
        time.sleep(0.2)
    assert "has ended; nothing is written" in log.read_text()
    # Snakemake removed the old model before the training; nothing took its place.
    assert not model.exists()
    assert not [path for path in model.parent.iterdir() if path.name.startswith(".")]

    study.config["training"] |= {"epochs": 3, "patience": 3}
    study.write()
    study.run("--unlock")
    study.run("--rerun-incomplete", "--", target)
    facts = json.loads((model.parent / "provenance.json").read_text())
    assert facts["training"]["epochs"] == 3
