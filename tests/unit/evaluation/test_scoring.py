import gzip
import math
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from helpers import random_letters, write_lines

from bindery import alphabet
from bindery.errors import InputError

WINDOW = 20


@pytest.fixture(scope="module")
def scoring(keras: ModuleType) -> ModuleType:
    from bindery.evaluation import scoring

    return scoring


@pytest.fixture(scope="module")
def model(keras: ModuleType, scoring: ModuleType):
    """It sees GGAA, and scores the number of its bases at the best position."""
    from bindery.models import registry

    made = registry.build("deepbind", WINDOW, detectors=1, width=4)
    kernel = np.zeros((4, 4, 1), np.float32)
    kernel[[0, 1, 2, 3], [2, 2, 0, 0], 0] = 1
    made.set_weights([kernel, np.zeros(1), np.ones((1, 1)), np.zeros(1)])
    return made


@pytest.fixture
def scored(scoring: ModuleType, model, fasta: Path, tmp_path: Path) -> Callable:
    """Score text or a file; gives the header and the rows of the table."""

    def run(content: str | Path, **changed) -> list[list[str]]:
        file = content if isinstance(content, Path) else tmp_path / "given"
        if not isinstance(content, Path):
            file.write_text(content)
        model.save(tmp_path / "model.keras")
        settings = {
            "assembly": "tiny",
            "aliases": {},
            "window": WINDOW,
            "genome": str(fasta),
            "target": "class",
        } | changed
        target = tmp_path / "scores.tsv.gz"
        scoring.score_file(
            file=str(file),
            model=str(tmp_path / "model.keras"),
            scores=str(target),
            **settings,
        )
        lines = gzip.decompress(target.read_bytes()).decode().splitlines()
        columns = "name\tchrom\tstart\tend\tscore"
        of_classes = settings["target"] == "class"
        assert lines[0] == columns + ("\tprobability" if of_classes else "")
        return [line.split("\t") for line in lines[1:]]

    return run


def test_sequences_of_the_windows_length_are_scored_whole(scored) -> None:
    with_site = "C" * 8 + "GGAA" + "C" * 8
    rows = scored(f">a\n{with_site}\n>b\n{'C' * 20}\n")
    assert [row[:5] for row in rows] == [["a", "", "0", "20", "4"], ["b", "", "0", "20", "2.5"]]
    assert float(rows[0][5]) == pytest.approx(1 / (1 + math.exp(-4)), rel=1e-5)


def test_both_strands_score_the_same(scored) -> None:
    letters = random_letters(WINDOW, 3)
    other = alphabet.decode(alphabet.reverse_complement(alphabet.encode(letters)))
    one, two = scored(f">a\n{letters}\n>b\n{other}\n")
    assert one[4:] == two[4:]


def test_best_window_of_a_longer_sequence_counts(scored) -> None:
    letters = "C" * 47 + "GGAA" + "C" * 12
    assert len(letters) == 63
    (row,) = scored(f"name\tsequence\nlong\t{letters}\n")
    # Windows are tried at 0, 5, 10, ..., 40 and 43: the first that holds the whole site is at 35.
    assert row[:5] == ["long", "", "35", "55", "4"]


def test_site_at_the_very_end_is_found(scored) -> None:
    (row,) = scored(f">end\n{'C' * 39}GGAA\n")
    assert row[:5] == ["end", "", "23", "43", "4"]


def test_how_many_sequences_share_a_batch_does_not_matter(scored, scoring, monkeypatch) -> None:
    fasta = "".join(f">{n}\n{random_letters(20 + 7 * n, n)}\n" for n in range(12))
    together = scored(fasta)
    monkeypatch.setattr(scoring, "SCORED_AT_ONCE", 5)
    apart = scored(fasta)
    assert [row[0] for row in together] == [str(n) for n in range(12)]
    assert [row[:4] for row in apart] == [row[:4] for row in together]
    score = np.array([[float(row[4]) for row in rows] for rows in (together, apart)])
    np.testing.assert_allclose(score[0], score[1], rtol=1e-5)


def test_regions_are_centred_resized_and_named(
    scored, fasta: Path, scoring, model, sequences
) -> None:
    bed = "1\t100\t140\tmine\nchrIV\t0\t5\tedge\nchrII\t2500\t2501\tlower\n"
    rows = scored(bed, aliases={"1": "chrI"})
    assert [row[:4] for row in rows] == [
        ["mine", "chrI", "110", "130"],
        ["lower", "chrII", "2490", "2510"],
    ]
    codes = np.stack(
        [
            alphabet.encode(sequences["chrI"][110:130]),
            alphabet.encode(sequences["chrII"][2490:2510]),
        ]
    )
    expected = scoring.model_scores(model, codes)
    np.testing.assert_allclose([float(row[4]) for row in rows], expected, rtol=1e-5)


@pytest.mark.parametrize("content", ["", "# nothing\n", "chrI\t0\t1\n"])
def test_bed_that_leaves_no_region_gives_a_header_only(scored, content: str) -> None:
    assert scored(content) == []


def test_region_of_another_assembly_is_refused(scored) -> None:
    with pytest.raises(
        InputError, match="row 1: chromosome 'chr1' is not in tiny; add under `genome:`"
    ):
        scored("chr1\t1\t2\n")


def test_shorter_sequences_are_padded_as_in_training_and_counted(
    scored, caplog: pytest.LogCaptureFixture
) -> None:
    site = "C" * 3 + "GGAA" + "C" * 3
    padded = "N" * 5 + site + "N" * 5
    rows = scored(f">short\n{site}\n>padded\n{padded}\n>whole\n{'C' * 20}\n")
    assert [row[:4] for row in rows] == [
        ["short", "", "0", "10"],
        ["padded", "", "0", "20"],
        ["whole", "", "0", "20"],
    ]
    assert rows[0][4:] == rows[1][4:]
    assert "1 sequences shorter than the window of 20 bases, padded as in training" in caplog.text


def test_scores_repeat_byte_for_byte(scored, tmp_path: Path) -> None:
    given = write_lines(
        tmp_path / "regions.bed", [("chrI", n, n + 30) for n in range(100, 500, 50)]
    )
    scored(given)
    first = (tmp_path / "scores.tsv.gz").read_bytes()
    scored(given)
    assert (tmp_path / "scores.tsv.gz").read_bytes() == first


def test_probability_of_extreme_scores_is_nought_or_one(scored, model) -> None:
    kernel, bias, weights, score = model.get_weights()
    try:
        for factor, probability in ((1e30, 1), (-1e30, 0)):
            model.set_weights([kernel, bias, weights * factor, score])
            (row,) = scored(f">a\n{'GGAA' * 5}\n")
            assert float(row[5]) == pytest.approx(probability, abs=1e-300)
    finally:
        model.set_weights([kernel, bias, weights, score])


def test_a_model_of_intensities_gives_scores_and_no_probability(scored) -> None:
    text = f">a\n{random_letters(WINDOW, 1)}\n>b\n{random_letters(50, 2)}\n"
    of_classes, of_intensities = scored(text), scored(text, target="intensity")
    assert [row[:5] for row in of_classes] == of_intensities


def test_regions_want_a_genome_and_sequences_none(scored: Callable) -> None:
    assert len(scored(f">a\n{random_letters(WINDOW, 1)}\n", genome=None)) == 1
    with pytest.raises(InputError, match="the file has regions, but the study has no genome"):
        scored("chrI\t5\t25\n", genome=None)
