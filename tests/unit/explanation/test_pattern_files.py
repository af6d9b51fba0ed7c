from pathlib import Path

import numpy as np
import pytest

from bindery.errors import InputError
from bindery.explanation.pattern_files import (
    Pattern,
    Patterns,
    read_patterns,
    write_patterns,
    write_tables,
)
from bindery.motifs.meme import read_meme
from bindery.motifs.tomtom import Match


def pattern(name: str, seqlets: int) -> Pattern:
    generator = np.random.default_rng(seqlets)
    frequencies = np.array([[0.7, 0.1, 0.1, 0.1], [0.1, 0.4, 0.2, 0.3], [0, 0, 1, 0]])
    return Pattern(
        name,
        frequencies,
        frequencies * 0.5,
        generator.integers(0, 9, seqlets).astype(np.int32),
        generator.integers(0, 9, seqlets).astype(np.int32),
        generator.random(seqlets) < 0.5,
    )


HEADER = "name\tseqlets\tlength\tconsensus\tcontribution\tmatch\tmatch_name\tq_value\tsignificant"
FOUND = Patterns([pattern("positive_1", 30), pattern("positive_2", 20)], "too few negative ones")


@pytest.mark.parametrize("found", [FOUND, Patterns([], "no base contributes anything")])
def test_written_patterns_read_back(tmp_path: Path, found: Patterns) -> None:
    path = tmp_path / "patterns.h5"
    write_patterns(path, found)
    read = read_patterns(path)
    assert read.reason == found.reason
    assert [one.name for one in read.patterns] == [one.name for one in found.patterns]
    for one, other in zip(read.patterns, found.patterns, strict=True):
        for part in ("frequencies", "contributions", "rows", "starts", "reverse"):
            left, right = getattr(one, part), getattr(other, part)
            assert left.dtype == right.dtype and np.array_equal(left, right)
    first = path.read_bytes()
    write_patterns(path, found)
    assert path.read_bytes() == first


def test_absent_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no such file"):
        read_patterns(tmp_path / "patterns.h5")


def test_tables_of_patterns(tmp_path: Path) -> None:
    table, meme = tmp_path / "patterns.tsv", tmp_path / "patterns.meme"
    match = Match("positive_1", "MA0001.1", "FIRST", 1e-9, 2.5e-8, 1e-7, 0, 3, False, 0.0)
    write_tables(table, meme, FOUND, [match], 0.01)
    assert table.read_text().splitlines() == [
        "# too few negative ones",
        HEADER,
        "positive_1\t30\t3\tAcG\t1.5\tMA0001.1\tFIRST\t2.5e-08\t1",
        "positive_2\t20\t3\tAcG\t1.5\t\t\t\t0",
    ]
    (motif, _) = read_meme(meme)
    assert motif.identifier == "positive_1"
    np.testing.assert_allclose(motif.counts, FOUND.patterns[0].motif().counts, atol=1e-4)


def test_tables_without_patterns(tmp_path: Path) -> None:
    table, meme = tmp_path / "patterns.tsv", tmp_path / "patterns.meme"
    write_tables(table, meme, Patterns([], "none"))
    assert table.read_text() == f"# none\n{HEADER}\n"
    assert meme.read_text().startswith("MEME version 4")
