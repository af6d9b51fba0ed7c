"""A user's files count by their content, whatever their times and sizes."""

import os
import shutil
from pathlib import Path

import pytest
from workflow.conftest import Study

OLD = 1_000_000_000
TENSOR = "results/tiny/REST/tensor.h5"
# As if every file were too large for Snakemake to compare.
LARGE = ("--max-checksum-file-size", "0")
FILES = ("own.narrowPeak", "own.fa", "blacklist.bed", "background.bed")


@pytest.fixture(scope="module")
def made(tiny: Study, tmp_path_factory: pytest.TempPathFactory) -> Study:
    """A study of a user's own files, run as far as a tensor."""
    folder = tmp_path_factory.mktemp("made")
    study = Study(folder, tiny.repository)
    simulated = tiny.folder / "resources/simulated"
    shutil.copy(simulated / "REST.narrowPeak", folder / "own.narrowPeak")
    shutil.copy(simulated / "genome.fa", folder / "own.fa")
    (folder / "blacklist.bed").write_text("sim1\t0\t50\n")
    (folder / "background.bed").write_text(
        "".join(f"sim{n}\t{at}\t{at + 61}\n" for n in range(1, 6) for at in range(100, 39000, 400))
    )
    del study.config["simulation"]
    study.config["genome"] |= {"fasta": "own.fa", "blacklist": "blacklist.bed"}
    study.config["background"] = {"method": "given"}
    study.rows = [{"experiment": "REST", "peaks": FILES[0], "background": FILES[3]}]
    study.write()
    study.run("--", TENSOR)
    return study


@pytest.fixture
def study(made: Study, tmp_path: Path) -> Study:
    return made.copied(tmp_path)


def replaced(study: Study, name: str, text: str) -> None:
    """Put other content, of an old time, in the place of a file, as `cp -p` does."""
    other = study.folder / "other"
    other.write_text(text)
    os.utime(other, (OLD, OLD))
    shutil.copy2(other, study.folder / name)


def test_touched_files_rerun_nothing_not_even_large_ones(study: Study) -> None:
    for name in FILES:
        os.utime(study.folder / name)
    assert study.jobs("--", TENSOR) == {}
    assert study.jobs(*LARGE, "--", TENSOR) == {}


def test_a_file_with_other_content_of_an_older_time_reruns_what_reads_it(study: Study) -> None:
    everything = {"normalise_peaks": 1, "draw_background": 1, "build_tensor": 1}
    lines = (study.folder / FILES[0]).read_text().splitlines(keepends=True)
    replaced(study, FILES[0], "".join(lines[:-1]))
    assert study.jobs("--", TENSOR) == everything
    study.run("--", TENSOR)
    assert study.jobs("--", TENSOR) == {}
    replaced(study, FILES[3], (study.folder / FILES[3]).read_text().replace("\n", "\tx\n"))
    assert study.jobs("--", TENSOR) == {"draw_background": 1, "build_tensor": 1}


def test_a_genome_with_other_content_of_an_older_time_is_seen(study: Study) -> None:
    replaced(study, "own.fa", (study.folder / "own.fa").read_text() + "A\n")
    assert {"fetch_genome", "build_tensor"} <= set(study.jobs("--", TENSOR))


def test_without_params_as_a_reason_times_count(study: Study) -> None:
    for name in FILES:
        os.utime(study.folder / name)
    by_time = ("--rerun-triggers", "mtime", *LARGE, "--", TENSOR)
    assert "normalise_peaks" in study.jobs(*by_time)
