import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
from helpers import small_genome

MODEL = "results/mine/CTCF/auto"


def test_every_change_of_a_region_has_its_row(bindery: Callable, user: Path) -> None:
    words = ("saturate", MODEL, "chrI:201-210", "--genome", "genome.fa")
    code, printed, _ = bindery(*words)
    assert code == 0
    header, *rows = (line.split("\t") for line in printed.splitlines())
    assert header[:6] == ["chrom", "position", "ref", "alt", "reference_score", "alternative_score"]
    assert [int(row[1]) for row in rows] == [200 + n // 3 + 1 for n in range(30)]
    assert "".join(row[2] for row in rows[::3]) == small_genome()["chrI"][200:210]
    # The reference's score is that of the window.
    (user / "spot.bed").write_text("chrI\t200\t201\n")
    _, table, _ = bindery("score", MODEL, "--bed", "spot.bed", "--genome", "genome.fa")
    score = float(table.splitlines()[1].split("\t")[4])
    assert float(rows[0][4]) == pytest.approx(score, rel=1e-5)
    bindery(*words, "-o", "changes.tsv.gz", "--figure", "map.svg")
    assert gzip.decompress((user / "changes.tsv.gz").read_bytes()).decode() == printed
    assert (user / "map.svg").read_text().count("<svg") == 1


@pytest.mark.parametrize(
    ("regions", "told"),
    [
        ("chrI:1-999999", "ends past the end of chrI"),
        ("chrI", "'chrI' is neither a region nor a BED file; write chr:start-end"),
        ("chrI:0-9", "the first base of a chromosome is 1"),
        ("empty.bed", "the regions have 0 positions"),
    ],
)
def test_what_is_no_region_is_said(regions: str, told: str, bindery: Callable, user: Path) -> None:
    (user / "empty.bed").write_text("# nothing\n")
    code, printed, errors = bindery("saturate", MODEL, regions, "--genome", "genome.fa")
    assert (code, printed) == (1, "")
    assert told in errors.splitlines()[-1]
