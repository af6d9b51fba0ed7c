"""Where a run writes: in the study's folders and in scratch, and nowhere else."""

import os
import subprocess

import pytest

# Snakemake's own copies of the workflow's files.
SNAKEMAKES = ".cache/snakemake"
# Files in the folder of a protein with an interpreted model and two baselines.
FILES_OF_AN_EXPERIMENT = 34


def files_of(folder):
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


@pytest.mark.slow
def test_a_run_leaves_nothing_in_home_nor_in_scratch(study, tmp_path):
    study.config["explanation"] = {"enabled": True}
    study.rows = study.rows[:1]
    study.write()
    home, scratch = tmp_path / "home", tmp_path / "scratch"
    home.mkdir()
    scratch.mkdir()
    environment = {"HOME": str(home), "TMPDIR": str(scratch), "LANG": "C.UTF-8"}
    program = study.command()[0]
    environment["PATH"] = f"{os.path.dirname(program)}:{os.environ['PATH']}"
    subprocess.run(study.command(), cwd=study.folder, env=environment, check=True, timeout=900)
    assert {file for file in files_of(home) if not file.startswith(SNAKEMAKES)} == set()
    assert list(scratch.iterdir()) == []
    made = {path.name for path in study.folder.iterdir()}
    written = {"config.yaml", "experiments.tsv", "home", "scratch", ".snakemake"}
    assert made == written | {"results", "resources"}
    # Network disks limit the number of files: adding some must be a decision.
    assert len(files_of(study.path("REST"))) == FILES_OF_AN_EXPERIMENT
