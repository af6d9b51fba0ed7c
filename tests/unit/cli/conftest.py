"""A user's folder: models as a study leaves them, and files to score."""

import gzip
import json
import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from helpers import fasta_text, random_letters, small_genome, write_lines

from bindery.cli.main import exit_code

WINDOW = 20
METRICS = {
    "experiment": "CTCF",
    "protein": "CTCF",
    "label": "simulated data",
    "model": "auto",
    "target": "class",
    "auroc": 0.9934,
    "auroc_low": 0.9891,
    "auroc_high": 0.9967,
    "baseline": "pwm",
    "baseline_auroc": 0.9712,
    "n_train": 2820,
    "n_test": 808,
}
PROVENANCE = {
    "architecture": "deepbind",
    "device": "cpu",
    "date": "2026-11-26T18:51:51+00:00",
    "seed": 3,
    "tensor_sha256": "ab" * 32,
    "versions": {"bindery": "0.1.0", "keras": "3.15.1", "python": "3.11.7"},
}
MOTIFS = "motif\tsites\tconsensus\ndetector_1\t12\tGGAA\n"


def vcf_text() -> str:
    """A substitution, an insertion, a deletion, and two lines that cannot be scored."""
    letters = small_genome()["chrI"]
    other = "C" if letters[299] != "C" else "G"
    rows = [
        ("chrI", 300, "one", letters[299], other),
        ("chrI", 400, "two", letters[399], letters[399] + "GA"),
        ("chrI", 500, "three", letters[499:502], letters[499]),
        ("chrI", 600, "four", other if letters[599] != other else "T", "<DEL>"),
        ("chrI", 700, "five", "ACGT"[("ACGT".index(letters[699]) + 1) % 4], letters[699]),
    ]
    lines = ["##fileformat=VCFv4.2", "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO"]
    lines += ["\t".join(map(str, [*row, ".", ".", "."])) for row in rows]
    return "\n".join(lines) + "\n"


@pytest.fixture(autouse=True)
def log() -> Iterator[None]:
    """The package's log as it was, since the command takes it over for its process."""
    logger = logging.getLogger("bindery")
    before = logger.handlers[:], logger.level, logger.propagate
    yield
    logger.handlers[:], logger.level, logger.propagate = before


@pytest.fixture(scope="session")
def models(keras: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study's folder with a model that counts the bases of GGAA at the best position."""
    from bindery.models.registry import build
    from bindery.models.saving import save

    folder = tmp_path_factory.mktemp("study") / "results/mine/CTCF"
    made = build("deepbind", WINDOW, detectors=1, width=4)
    kernel = np.zeros((4, 4, 1), np.float32)
    kernel[[0, 1, 2, 3], [2, 2, 0, 0], 0] = 1
    made.set_weights([kernel, np.zeros(1), np.ones((1, 1)), np.zeros(1)])
    for name in ("auto", "deepbind"):
        own = folder / name
        own.mkdir(parents=True)
        save(made, own / "model.keras")
        (own / "metrics.json").write_text(json.dumps(METRICS))
        (own / "provenance.json").write_text(json.dumps(PROVENANCE))
        (own / "motifs.tsv").write_text(MOTIFS)
        (own / "motifs.meme").write_text("MEME version 4\n")
    baseline = folder / "pwm"
    baseline.mkdir()
    (baseline / "model.npz").write_bytes(b"")
    return folder


@pytest.fixture
def user(models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder: `results/mine/CTCF/auto`, a genome, peaks and sequences."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "results/mine").mkdir(parents=True)
    (tmp_path / "results/mine/CTCF").symlink_to(models)
    (tmp_path / "genome.fa").write_text(fasta_text(small_genome()))
    rows = [
        (f"chr{numeral}", start, start + 30)
        for numeral, last in (("I", 5900), ("II", 2500), ("III", 1000), ("IV", 2100))
        for start in range(100, last, 100)
    ]
    for name in ("peaks.bed", "my.bed", "gata1.bed"):
        write_lines(tmp_path / name, rows)
    packed = (tmp_path / "peaks.bed").read_bytes()
    (tmp_path / "ctcf.narrowPeak.gz").write_bytes(gzip.compress(packed))
    bound = {f"seq{n}": random_letters(8, n) + "GGAA" + random_letters(8, n + 50) for n in range(9)}
    for name in ("candidates.fa", "bound.fa"):
        (tmp_path / name).write_text(fasta_text(bound))
    (tmp_path / "mine.vcf.gz").write_bytes(gzip.compress(vcf_text().encode()))
    alleles = ["reference\talternative", f"{'C' * 20}\t{'C' * 9}G{'C' * 10}"]
    (tmp_path / "alleles.tsv").write_text("\n".join(alleles) + "\n")
    return tmp_path


@pytest.fixture
def bindery(user: Path, capsys: pytest.CaptureFixture, monkeypatch: pytest.MonkeyPatch) -> Callable:
    """Run a command line in the user's folder; give its exit code, output and errors."""
    # Keras was prepared by the fixture `keras`, for this process.
    monkeypatch.setattr("bindery.cli.models.cores", lambda: 1)
    monkeypatch.setattr("bindery.runtime.caches.prepare", lambda: None)

    def run(*words: str) -> tuple[int, str, str]:
        code = exit_code(words)
        return code, *capsys.readouterr()

    return run
