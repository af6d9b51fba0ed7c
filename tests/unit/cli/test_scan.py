from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from helpers import fasta_text, random_letters

from bindery.genomics import bigwig
from bindery.tracks import scan_files

MODEL, OTHER = "results/mine/CTCF/auto", "results/mine/CTCF/deepbind"


@pytest.fixture
def genome(user: Path) -> str:
    """A genome of C with three sites, and a random chromosome."""
    letters = list("C" * 1200)
    for at in (200, 600, 1000):
        letters[at : at + 4] = "GGAA"
    text = fasta_text({"chr1": "".join(letters), "chr2": random_letters(900, 3)})
    (user / "small.fa").write_text(text)
    return "small.fa"


def values(track: str) -> dict[str, np.ndarray]:
    """Value of each base of a track by chromosome; NaN where it has none."""
    found = {"chr1": np.full(1200, np.nan), "chr2": np.full(900, np.nan)}
    for batch in bigwig.read(track):
        for start, end, value in zip(batch.start, batch.end, batch.value, strict=True):
            found[batch.chrom][start:end] = value
    return found


def test_windows_along_the_genome_are_scored_as_score_does(
    bindery: Callable, user: Path, genome: str
) -> None:
    code, printed, errors = bindery(
        "scan", MODEL, "--genome", genome, "-o", "own.bw", "--stride", "1"
    )
    assert (code, printed, errors) == (0, "", "indexing small.fa\n")
    found = values("own.bw")
    (user / "spots.bed").write_text("chr1\t200\t201\nchr2\t450\t451\nchr2\t300\t301\n")
    _, table, _ = bindery("score", MODEL, "--bed", "spots.bed", "--genome", genome)
    scores = [float(line.split("\t")[4]) for line in table.splitlines()[1:]]
    own = [found["chr1"][200], found["chr2"][450], found["chr2"][300]]
    np.testing.assert_allclose(own, scores, rtol=1e-4)


def test_peaks_above_a_threshold_are_the_sites(bindery: Callable, user: Path, genome: str) -> None:
    given = ("--genome", genome, "--regions", "1:1-1200", "-o", "own.bw", "--stride", "2")
    code, _, errors = bindery("scan", MODEL, *given, "--peaks", "found.bed", "--threshold", "3.9")
    assert code == 0
    assert "WARNING 1:1-1200: '1' is 'chr1' in the genome" in errors
    rows = [line.split("\t") for line in (user / "found.bed").read_text().splitlines()]
    summits = [int(row[1]) + int(row[9]) for row in rows]
    assert [row[3] for row in rows] == ["CTCF_auto_1", "CTCF_auto_2", "CTCF_auto_3"]
    assert np.abs(np.array(summits) - [202, 602, 1002]).max() <= 10
    # They can be scored again.
    assert bindery("score", MODEL, "--bed", "found.bed", "--genome", genome)[0] == 0


def test_a_rate_takes_the_shuffled_genome(bindery: Callable, user: Path, genome: str) -> None:
    given = ("--genome", genome, "-o", "own.bw", "--peaks", "found.bed", "--fdr", "0.5")
    assert bindery("scan", MODEL, *given)[0] == 0
    assert (user / "found.bed").is_file()


def test_each_of_several_models_has_a_track_from_one_pass(
    bindery: Callable, user: Path, genome: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    passes = []
    scan = scan_files.scan_files
    monkeypatch.setattr(
        scan_files, "scan_files", lambda **given: passes.append(given) or scan(**given)
    )
    code, _, _ = bindery("scan", MODEL, OTHER, "--genome", genome, "-o", "tracks")
    assert code == 0 and len(passes) == 1
    names = sorted(path.name for path in (user / "tracks").iterdir())
    assert names == ["CTCF_auto.bw", "CTCF_deepbind.bw"]


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (f"{MODEL} -o a.bw", 2, "Missing option '--genome'"),
        (f"{MODEL} --genome small.fa -o a.bw --peaks a.bed", 2, "--peaks goes with --threshold"),
        (f"{MODEL} --genome small.fa -o a.bw --fdr 0.1", 2, "--peaks goes with --threshold"),
        (f"{MODEL} {OTHER} --genome small.fa -o a --peaks b --fdr 0.1", 2, "--peaks is of one"),
        (f"{MODEL} --genome small.fa -o a.bw --peaks b --fdr 0.1 --threshold 3", 2, "or --fdr."),
        (f"{MODEL} --genome small.fa -o a.tsv", 1, "a.tsv: a track's name ends in .bw"),
        (f"{MODEL} {OTHER} --genome small.fa -o a.bw", 1, "a.bw: 2 models have 2 tracks"),
        (f"{MODEL} {MODEL} --genome small.fa -o a", 1, "a: two models would write 'CTCF_auto.bw'"),
        (f"{MODEL} --genome small.fa -o a.bw --regions x", 1, "'x' is neither a region nor a BED"),
        (f"{MODEL} --genome small.fa -o a.bw --regions chr1:1-9999", 1, "past the end of chr1"),
        (f"{MODEL} --genome small.fa -o a.bw --regions chr9:1-9", 1, "'chr9' is not in the genome"),
        (f"{MODEL} --genome absent.fa -o a.bw", 1, "absent.fa: there is no such FASTA"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_one_line(
    words: str, code: int, told: str, bindery: Callable, genome: str
) -> None:
    found, printed, errors = bindery("scan", *words.split())
    assert (found, printed) == (code, "")
    assert told in errors and "Traceback" not in errors
    assert not Path("a.bw").exists()
