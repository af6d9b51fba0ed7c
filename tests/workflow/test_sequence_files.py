"""Sequences as input, beside peaks and alone, through the whole workflow."""

import gzip
import hashlib

import h5py
import numpy as np
import pytest
from workflow.conftest import Study

WINDOW = 61
FORMATS = ("pair", "deepbind", "table")


def letters(count, seed):
    codes = np.random.default_rng(seed).integers(0, 4, (count, WINDOW))
    return ["".join("ACGT"[code] for code in row) for row in codes]


def deepbind(first, count, seed, shuffled):
    """A `.seq` file's text: every second number from `first`."""
    numbers = range(first, first + 2 * count, 2)
    kinds = (("peak", 1), ("shuf", 0)) if shuffled else (("peak", 1),)
    lines = ["FoldID\tEventID\tseq\tBound"]
    for step, (kind, bound) in enumerate(kinds):
        for number, text in zip(numbers, letters(count, seed + step), strict=True):
            lines.append(f"A\tseq_{number:05}_{kind}\t{text}\t{bound}")
    return "\n".join(lines) + "\n"


def write_files(folder):
    """Files of each format; gives a row of the table for each."""
    for name, seed in (("positives.fa", 1), ("others.fa", 2)):
        lines = (f">{name}_{number}\n{text}\n" for number, text in enumerate(letters(80, seed)))
        (folder / name).write_text("".join(lines))
    training = gzip.compress(deepbind(1, 60, 3, False).encode(), mtime=0)
    (folder / "mirror").mkdir()
    (folder / "mirror" / "AC.seq.gz").write_bytes(training)
    (folder / "B.seq.gz").write_bytes(gzip.compress(deepbind(2, 20, 4, True).encode()))
    rows = [f"{text}\t{number % 2}\n" for number, text in enumerate(letters(90, 6))]
    (folder / "own.tsv").write_text("sequence\ttarget\n" + "".join(rows))
    return [
        {"experiment": "pair", "sequences": "positives.fa", "background": "others.fa"},
        {
            "experiment": "deepbind",
            "sequences": "https://example.org/data/AC.seq.gz",
            "sha256": hashlib.sha256(training).hexdigest(),
            "test_sequences": "B.seq.gz",
        },
        {"experiment": "table", "sequences": "own.tsv", "assay": "sequences"},
    ]


@pytest.fixture(scope="module")
def study(tmp_path_factory, copied_workflow):
    """A study without a genome, one experiment a format."""
    study = Study(tmp_path_factory.mktemp("sequences"), copied_workflow)
    for key in ("simulation", "genome", "background"):
        del study.config[key]
    study.rows = write_files(study.folder)
    study.config["mirrors"] = ["mirror"]
    study.write()
    study.run("--", *(f"results/tiny/{name}/tensor.h5" for name in FORMATS))
    return study


@pytest.mark.parametrize(
    ("name", "rows", "positives", "test"),
    [("pair", 160, 80, None), ("deepbind", 160, 80, 40), ("table", 90, 45, None)],
)
def test_every_format_makes_a_tensor(study, name, rows, positives, test):
    with h5py.File(study.path(name, "tensor.h5")) as file:
        assert file["sequences"].shape == (rows, WINDOW)
        assert file["targets"][:].sum() == positives
        split = file["split"][:]
        assert "intervals" not in file and file.attrs["assembly"] == ""
        assert ("strength" in file) == (name == "deepbind")
    assert set(split) == {0, 1, 2}
    assert test is None or (split == 2).sum() == test


def test_a_study_without_a_genome_asks_for_none(study):
    jobs = study.jobs()
    assert not {"fetch_genome", "index_genome", "normalise_peaks", "draw_background"} & set(jobs)
    assert jobs["train"] == 3 and jobs["report_study"] == 1


def test_nothing_changed_reruns_nothing_and_a_changed_file_its_tensor(study):
    targets = [f"results/tiny/{name}/tensor.h5" for name in FORMATS]
    assert study.jobs("--", *targets) == {}
    own = study.folder / "own.tsv"
    before = own.read_text()
    own.write_text(before + f"{letters(1, 9)[0]}\t1\n")
    assert study.jobs("--", *targets) == {"build_tensor": 1}
    own.write_text(before)
    study.run("--", *targets)


# Deep models, and backgrounds that differ by the kind of data, take long.
WHOLE = {"models": {"deepbind": {"architecture": "deepbind"}}, "background": {"gc_tolerance": 0.1}}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("changed", "method"),
    [({"models": {}}, "given"), (WHOLE, "")],
    ids=["baselines", "whole"],
)
def test_peaks_and_sequences_in_one_study_reach_the_report(tiny, tmp_path, changed, method):
    study = tiny.copied(tmp_path)
    study.config |= changed
    study.rows = [study.rows[0], *write_files(tmp_path)[::2]]
    study.rows[1]["background.method"] = method
    study.write()
    study.run()
    pages = {name: study.path(name, "report.html").read_text() for name in ("REST", "pair")}
    assert "<h3>Peaks</h3>" in pages["REST"]
    assert "<h3>Peaks</h3>" not in pages["pair"] and "<h3>Sequences</h3>" in pages["pair"]
    study_page = study.path("report.html").read_text()
    for text in ("REST", "pair", "table", "tiny", "validation chromosomes"):
        assert text in study_page
    assert study.jobs() == {}
