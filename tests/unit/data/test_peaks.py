import gzip
import logging
from pathlib import Path
from typing import Any

import pytest
from helpers import SPLIT, containing, lengths_of, positions, sha256_of, write_lines

from bindery import tsv
from bindery.data.peaks import read_blacklist
from bindery.errors import InputError
from bindery.genomics.peak_files import read_bed
from bindery.row_counts import read_row_counts
from bindery.steps.normalise_peaks import normalise_peaks

# One peak on each chromosome, so that each split has one.
ROWS: list[tuple] = [
    ("chrI", 300, 400, "a", 5),
    ("chrIII", 300, 400, "b", 6),
    ("chrIV", 300, 400, "c", 7),
]


@pytest.fixture
def made(tmp_path: Path, fasta: Path):
    """Normalise rows or a file; return windows, excluded regions and row counts."""

    def run(peaks: list[tuple] | Path, **changed: Any) -> dict[str, Any]:
        file = peaks if isinstance(peaks, Path) else write_lines(tmp_path / "peaks.bed", peaks)
        settings = {
            "origin": None,
            "expected": None,
            "genome": str(fasta),
            "blacklist": None,
            "assembly": "tiny",
            "window": 50,
            "aliases": {},
            "split": SPLIT,
            "best": None,
            "max_unknown": 0.1,
            "max_dropped": 0.01,
        } | changed
        outputs = {name: tmp_path / name for name in ("windows", "excluded", "whole", "row_counts")}
        normalise_peaks(peaks=str(file), **{k: str(v) for k, v in outputs.items()}, **settings)
        return {
            "windows": read_bed(outputs["windows"]),
            "excluded": positions(read_bed(outputs["excluded"])),
            "whole": [tuple(row.values()) for row in tsv.read(outputs["whole"])],
            "row_counts": read_row_counts(outputs["row_counts"]),
        }

    return run


def rows_of(row_counts: list[tuple[str, str, int]], step: str) -> dict[str, int]:
    return {reason: rows for found, reason, rows in row_counts if found == step}


def test_windows_are_centred_named_and_in_the_order_of_the_genome(made) -> None:
    found = made([*reversed(ROWS), ("chrI", 100, 201, "d", 9, "-")[:5]])["windows"]
    assert positions(found) == [
        ("chrI", 125, 175), ("chrI", 325, 375), ("chrIII", 325, 375), ("chrIV", 325, 375)
    ]  # fmt: skip
    assert found.name.tolist() == ["d", "a", "b", "c"]
    assert found.score.tolist() == [9, 5, 6, 7]


def test_windows_follow_the_summits_of_a_narrowpeak(made) -> None:
    rows = [(chrom, 300, 400, "p", 0, ".", 1.5, 0, 0, 10) for chrom in ("chrI", "chrIII", "chrIV")]
    assert positions(made(rows)["windows"])[0] == ("chrI", 285, 335)


def test_every_row_is_kept_or_dropped_for_one_reason(
    made, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    rows = [
        *ROWS,
        ("chrI", 310, 390, "same window as a", 4),
        ("chrI", 0, 20, "at the start", 1),
        ("chrI", 5990, 6000, "at the end", 1),
        ("chrM", 0, 90, "whole chromosome", 1),
        ("chrI", 1030, 1040, "unknown", 1),
        ("chrII", 500, 520, "blacklisted", 1),
        ("chrI", 700, 720, "worst", 0.5),
    ]
    blacklist = write_lines(tmp_path / "blacklist.bed", [("chrII", 530, 540), ("chrZ", 1, 2)])
    with caplog.at_level(logging.WARNING):
        found = made(rows, blacklist=str(blacklist), best=4)
    row_counts = found["row_counts"]
    assert rows_of(row_counts, "read") == {"peaks": 10}
    assert rows_of(row_counts, "dropped") == {
        "duplicate position": 1,
        "window leaves the chromosome": 2,
        "in the blacklist": 1,
        "too many unknown bases": 1,
        "not among the best 4": 1,
    }
    assert rows_of(row_counts, "kept") == {"train": 2, "validation": 1, "test": 1}
    assert sum(rows_of(row_counts, "dropped").values()) + len(found["windows"]) == 10
    assert "whole chromosome" in found["windows"].name.tolist()
    assert "blacklist.bed: 1 rows skipped: the genome has no chrZ" in caplog.text
    assert "2 rows dropped: window leaves the chromosome" in caplog.text


def test_of_equal_positions_the_best_score_stays_and_the_first_of_ties(made) -> None:
    twins = [("chrI", 900, 950, name, score) for name, score in (("x", 1), ("y", 3), ("z", 3))]
    assert made([*ROWS, *twins])["windows"].name.tolist() == ["a", "y", "b", "c"]


def test_best_keeps_the_highest_scores_and_the_first_of_ties(made) -> None:
    ties = [("chrI", 600 + 100 * n, 650 + 100 * n, f"tie{n}", 5) for n in range(3)]
    found = made([*ROWS, *ties], best=4)
    assert found["windows"].name.tolist() == ["a", "tie0", "b", "c"]


@pytest.mark.parametrize(
    ("score", "problem"),
    [
        ((), "the file has no scores (BED4), and `peaks.best` asks for the best 3; give scores"),
        ((7,), "all scores are 7, and `peaks.best` asks for the best 3; give scores that differ"),
    ],
)
def test_the_best_without_scores_are_refused(made, score: tuple, problem: str) -> None:
    rows = [(*row[:4], *score) for row in (*ROWS, ("chrI", 800, 900, "d"))]
    with pytest.raises(InputError, match=containing(problem)):
        made(rows, best=3)
    assert len(made(rows[:3], best=3 if score else None)["windows"]) == 3


def test_the_score_s_column_and_ties_among_the_best_are_told(
    made, caplog: pytest.LogCaptureFixture
) -> None:
    ties = [("chrI", 600 + 100 * n, 650 + 100 * n, f"tie{n}", 5) for n in range(3)]
    row_counts = made([*ROWS, *ties], best=4)["row_counts"]
    assert rows_of(row_counts, "scored") == {"by column 5 (BED5)": 6}
    assert "4 peaks share the score 5, and not all are among the best 4: the first" in caplog.text
    caplog.clear()
    made([*ROWS, *ties], best=6)
    assert not caplog.text


def beside(many: int, *others: tuple) -> list[tuple]:
    """So many peaks on the genome, and others."""
    return [*ROWS, *[("chrI", 300, 400, "p", 1)] * (many - len(ROWS)), *others]


def test_few_rows_off_the_genome_are_dropped_and_counted(made) -> None:
    off = [("chrII", 4950, 5020, "past", 1), ("chrUn_7", 10, 90, "on a scaffold", 1)]
    found = made(beside(198, *off))
    dropped = rows_of(found["row_counts"], "dropped")
    assert dropped["ends past its chromosome's end"] == 1
    assert dropped["on sequences that tiny lacks (chrUn_7)"] == 1
    # What is of it on the chromosome is still no background.
    assert ("chrII", 4950, 5000) in found["excluded"]
    assert len(found["windows"]) == len(made(beside(198))["windows"])


@pytest.mark.parametrize(
    ("others", "problem"),
    [
        ([("chrII", 4950, 5020, "past", 1)] * 3, "ends past the end of chrII"),
        ([("chrUn_7", 10, 90, "x", 1)] * 3, "chromosome 'chrUn_7' is not in tiny"),
        (
            [("chr1", 10, 90, "x", 1)],
            "chromosome 'chr1' is not in tiny; add under `genome:` in the config",
        ),
    ],
)
def test_more_rows_off_the_genome_or_other_spellings_are_refused(
    made, others: list[tuple], problem: str
) -> None:
    with pytest.raises(InputError, match=containing(problem)):
        made(beside(197, *others))
    if len(others) == 3 and "past" in problem:
        assert made(beside(197, *others), max_dropped=0.02)["row_counts"]


def test_a_blacklist_in_another_spelling_is_refused_with_aliases(made, tmp_path: Path) -> None:
    rows = [("chr2", 530, 540), ("2", 1, 2), ("chrZ", 1, 2)]
    blacklist = write_lines(tmp_path / "blacklist.bed", rows)
    line = "blacklist.bed, row 1: 2 chromosomes, 'chr2', '2', are not in the genome; add under "
    aliases = "`genome:` in the config: aliases: {chr2: chrII, 2: chrII}"
    with pytest.raises(InputError, match=containing(line + aliases)):
        made(ROWS, blacklist=str(blacklist))


def test_background_is_kept_off_peaks_windows_and_blacklist(
    made, tmp_path: Path, sequences: dict[str, str]
) -> None:
    rows = [*ROWS, ("chrI", 360, 800, "wide", 1), ("chrM", 0, 4, "short", 1)]
    blacklist = write_lines(tmp_path / "blacklist.bed", [("chrII", 4990, 5010)])
    found = made(rows, blacklist=str(blacklist))["excluded"]
    assert found == [
        ("chrI", 300, 800), ("chrII", 4990, 5000), ("chrIII", 300, 400), ("chrIV", 300, 400),
        ("chrM", 0, 27),
    ]  # fmt: skip
    assert all(end <= lengths_of(sequences)[name] for name, _, end in found)


def test_window_may_hold_just_as_many_unknown_bases_as_allowed(made) -> None:
    rows = [*ROWS, ("chrI", 955, 1005, "five of fifty", 1), ("chrI", 956, 1006, "six", 1)]
    assert made(rows)["windows"].name.tolist() == ["a", "five of fifty", "b", "c"]


def test_blacklist_may_touch_a_window(made, tmp_path: Path) -> None:
    blacklist = write_lines(tmp_path / "blacklist.bed", [("chrI", 375, 380), ("chrI", 320, 325)])
    assert len(made(ROWS, blacklist=str(blacklist))["windows"]) == 3


@pytest.mark.parametrize("content", ["", "# none\n"])
def test_empty_blacklist_drops_nothing(made, tmp_path: Path, content: str) -> None:
    blacklist = tmp_path / "blacklist.bed"
    blacklist.write_text(content)
    assert len(made(ROWS, blacklist=str(blacklist))["windows"]) == 3


def test_aliases_hold_for_peaks_and_blacklist(made, tmp_path: Path) -> None:
    aliases = {"chr1": "chrI", "chr3": "chrIII", "chr4": "chrIV"}
    rows = [(f"chr{n}", 300, 400, "p", 1) for n in (1, 3, 4)] + [("chr1", 800, 900, "q", 1)]
    blacklist = write_lines(tmp_path / "blacklist.bed", [("chr1", 840, 850)])
    found = made(rows, aliases=aliases, blacklist=str(blacklist))
    assert found["windows"].chrom.tolist() == ["chrI", "chrIII", "chrIV"]


@pytest.mark.parametrize("name", ["peaks.bed", "peaks.bed.gz", "peaks"])
def test_compressed_peaks_are_known_by_their_content(made, tmp_path: Path, name: str) -> None:
    plain = write_lines(tmp_path / "plain.bed", ROWS)
    packed = tmp_path / name
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert positions(made(packed)["windows"]) == positions(made(plain)["windows"])


def test_checksum_is_of_the_file_as_it_is(made, tmp_path: Path) -> None:
    file = write_lines(tmp_path / "peaks.bed", ROWS)
    assert len(made(file, expected=sha256_of(file).upper())["windows"]) == 3
    url = "https://host/peaks.bed"
    with pytest.raises(InputError, match=f"{url}: sha256 is {sha256_of(file)}, not {'0' * 64};"):
        made(file, expected="0" * 64, origin=url)


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ([], "the file has no peaks; give a peak file with rows"),
        (
            [("chr1", 1, 2)],
            "row 1: chromosome 'chr1' is not in tiny; add under `genome:` in the config: ",
        ),
        (
            [*ROWS, ("chrII", 4990, 5001, "x", 1)],
            "row 4: chrII:4990-5001 ends past the end of chrII",
        ),
        ([*ROWS, ("chrI", 40, 40, "x", 1)], "row 4: start 40 is not below end 40"),
        (ROWS[:2], "no peak is left for test (on chrIV; 2 peaks in all)"),
        ([ROWS[0], ROWS[2]], "no peak is left for validation (on chrIII; 2 peaks in all)"),
        (ROWS[1:], "no peak is left for train (on the other chromosomes; 2 peaks in all)"),
        ([("chrM", 0, 1)], "no peak is left for train (on the other chromosomes; 0 peaks in all)"),
    ],
)
def test_bad_peaks_are_refused_by_file_and_row(
    made, tmp_path: Path, rows: list[tuple], problem: str
) -> None:
    with pytest.raises(InputError, match=containing(problem)) as caught:
        made(rows, origin="https://host/peaks.bed")
    assert str(caught.value).startswith("https://host/peaks.bed")
    assert not (tmp_path / "windows").exists()


def test_all_dropped_rows_are_counted(made, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no peak is left for train"):
        made([("chrM", 0, 1), ("chrI", 1010, 1020)])
    row_counts = read_row_counts(tmp_path / "row_counts")
    assert sum(rows_of(row_counts, "dropped").values()) == rows_of(row_counts, "read")["peaks"] == 2
    assert sum(rows_of(row_counts, "kept").values()) == 0


def test_window_longer_than_every_chromosome_drops_all(made, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="0 peaks in all"):
        made(ROWS, window=7000)
    row_counts = read_row_counts(tmp_path / "row_counts")
    assert rows_of(row_counts, "dropped")["window leaves the chromosome"] == 3


def test_window_that_fills_a_chromosome_is_kept(made) -> None:
    found = made([*ROWS, ("chrM", 0, 90, "m", 1)], window=90)["windows"]
    assert ("chrM", 0, 90) in positions(found)


def test_blacklist_on_unknown_chromosomes_is_skipped(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = write_lines(
        tmp_path / "blacklist.bed", [("chrUn_2", 1, 2), ("1", 3, 4), ("chrUn_1", 1, 2)]
    )
    with caplog.at_level(logging.WARNING):
        found = read_blacklist(file, {"1": "chrI"}, {"chrI": 10})
    assert positions(found) == [("chrI", 3, 4)]
    assert "2 rows skipped: the genome has no chrUn_1, chrUn_2" in caplog.text


def test_whole_peaks_have_their_own_width_and_dropped_ones_are_marked(made) -> None:
    found = made([*ROWS, ("chrI", 2, 9, "at_the_edge", 8)])["whole"]
    assert found == [
        ("chrI", "300", "400", "350", "1"),
        ("chrIII", "300", "400", "350", "1"),
        ("chrIV", "300", "400", "350", "1"),
        ("chrI", "2", "9", "5", "0"),
    ]


def test_peaks_in_the_gap_beside_a_region_are_dropped_and_gaps_excluded(made) -> None:
    rows = [("chrI", at, at + 100, f"p{at}", 5) for at in (100, 300, 420, 500, 700, 900)]
    split = {"validation": ["chrI:301-500"], "test": ["chrI:501-650"]}
    found = made(rows, split=split)
    # Centres at 150, 350, 470, 550, 750 and 950; a window has 50 bases.
    kept = [(start, end) for _, start, end in positions(found["windows"])]
    assert kept == [(125, 175), (325, 375), (525, 575), (725, 775), (925, 975)]
    counts = rows_of(found["row_counts"], "dropped")
    assert counts["in the gap beside a later split"] == 1
    assert ("chrI", 250, 300) in [
        (chrom, max(start, 250), min(end, 300)) for chrom, start, end in found["excluded"]
    ]
