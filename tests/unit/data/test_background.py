import csv
import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from helpers import (
    SPLIT,
    containing,
    fasta_text,
    positions,
    random_letters,
    write_indexed,
    write_lines,
)

from bindery import alphabet
from bindery.data.background import COLUMNS, read_background
from bindery.data.splits import SPLITS, gaps, split_of
from bindery.errors import InputError
from bindery.genomics.genome import Genome
from bindery.genomics.interval_arithmetic import overlapping
from bindery.genomics.intervals import Intervals
from bindery.genomics.peak_files import read_bed
from bindery.row_counts import read_row_counts
from bindery.steps.draw_background import draw_background

WINDOW = 20
TOLERANCE = 0.1


@pytest.fixture
def peaks(tmp_path: Path) -> Path:
    """Windows of peaks, ten on each chromosome of the splits, and what they exclude."""
    rows = [
        (chrom, start, start + WINDOW, f"{chrom}_{start}", 1, ".")
        for chrom in ("chrI", "chrII", "chrIII", "chrIV")
        for start in range(1500, 3500, 200)
    ]
    write_lines(tmp_path / "excluded.bed", [(c, s - 30, e + 30) for c, s, e, *_ in rows])
    return write_lines(tmp_path / "peaks.bed", rows)


@pytest.fixture
def drawn(tmp_path: Path, fasta: Path, peaks: Path) -> Callable[..., list[dict[str, str]]]:
    """Draw a background; gives the rows of its table."""

    def run(method: str, **changed: Any) -> list[dict[str, str]]:
        settings = {
            "peaks": str(peaks),
            "genome": str(fasta),
            "excluded": str(tmp_path / "excluded.bed"),
            "given": None,
            "others": (),
            "window": WINDOW,
            "ratio": 1,
            "gc_tolerance": TOLERANCE,
            "distance": 100,
            "max_unknown": 0.1,
            "max_dropped": 0.01,
            "split": SPLIT,
            "aliases": {},
            "assembly": "tiny",
        } | changed
        draw = {"method": method, "seed": settings.pop("seed", 1), "splits": SPLITS}
        table = tmp_path / "background.tsv"
        draw_background(
            draws=[draw],
            background=str(table),
            row_counts=str(tmp_path / "row_counts"),
            **settings,
        )
        with open(table) as handle:
            return list(csv.DictReader(handle, delimiter="\t"))

    return run


def placed(tmp_path: Path) -> Intervals:
    found = read_background(tmp_path / "background.tsv")
    assert found.sequences == []
    return found.windows


def gc(fasta: Path, found: Intervals) -> np.ndarray:
    with Genome(fasta) as genome:
        return alphabet.gc_content(genome.windows(found.chrom, found.start, WINDOW))


def of_their_peaks(found: Intervals, peaks: Path) -> Intervals:
    """The peak that each background window is named after."""
    positives = read_bed(peaks)
    index = {name: number for number, name in enumerate(positives.name)}
    return positives.select(np.array([index[n.removeprefix("background_")] for n in found.name]))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_genomic_windows_match_their_peaks_in_gc_and_split(
    drawn, tmp_path: Path, fasta: Path, peaks: Path, seed: int
) -> None:
    drawn("genomic", seed=seed, ratio=2)
    found = placed(tmp_path)
    own = of_their_peaks(found, peaks)
    assert len(found) == 80
    assert sorted(own.name.tolist()) == sorted(read_bed(peaks).name.tolist() * 2)
    np.testing.assert_array_equal(split_of(found.chrom, SPLIT), split_of(own.chrom, SPLIT))
    matched = dict(
        row[1:] for row in read_row_counts(tmp_path / "row_counts") if row[0] == "matched"
    )
    assert matched == {"GC content within 0.1": 80, "GC content nearest of those left": 0}
    assert np.abs(gc(fasta, found) - gc(fasta, own)).max() <= TOLERANCE + 1e-9


def test_genomic_windows_lie_free_and_none_twice(drawn, tmp_path: Path, fasta: Path) -> None:
    drawn("genomic", ratio=3)
    found = placed(tmp_path)
    assert not overlapping(found, tmp_path / "excluded.bed").any()
    ordered = sorted(positions(found))
    for (chrom, _, end), (other, start, _) in itertools.pairwise(ordered):
        assert chrom != other or end <= start
    with Genome(fasta) as genome:
        codes = genome.windows(found.chrom, found.start, WINDOW)
    assert (codes == alphabet.UNKNOWN).mean(axis=1).max() <= 0.1


def test_genomic_windows_repeat_with_their_seed_only(drawn) -> None:
    once, again, other = (drawn("genomic", seed=seed) for seed in (4, 4, 5))
    assert once == again
    assert once != other


def test_genomic_windows_come_from_all_of_the_free_genome(drawn, tmp_path: Path) -> None:
    starts = []
    for seed in range(20):
        drawn("genomic", seed=seed, gc_tolerance=1.0)
        found = placed(tmp_path)
        starts += found.start[found.chrom == "chrIV"].tolist()
    assert min(starts) < 400 and max(starts) > 3600
    assert len(set(starts)) > 150


def test_all_free_windows_are_used_where_there_are_just_enough(tmp_path: Path, drawn) -> None:
    sequences = {
        name: random_letters(8 * WINDOW, n) for n, name in enumerate(("chrI", "chrIII", "chrIV"))
    }
    fasta = write_indexed(tmp_path / "small.fa", fasta_text(sequences))
    peaks = write_lines(
        tmp_path / "few.bed", [(name, 0, WINDOW, name, 1, ".") for name in sequences]
    )
    settings = {
        "peaks": str(peaks),
        "genome": str(fasta),
        "excluded": str(peaks),
        "gc_tolerance": 0.01,
    }
    drawn("genomic", ratio=7, **settings)
    expected = {
        (name, at, at + WINDOW) for name in sequences for at in range(WINDOW, 8 * WINDOW, WINDOW)
    }
    assert set(positions(placed(tmp_path))) == expected
    matched = {
        reason: n
        for step, reason, n in read_row_counts(tmp_path / "row_counts")
        if step == "matched"
    }
    assert matched["GC content nearest of those left"] > 0
    assert sum(matched.values()) == 21
    with pytest.raises(InputError, match="train needs 8 background windows and has room for 7"):
        drawn("genomic", ratio=8, **settings)


def test_nearest_gc_is_taken_where_no_window_is_within_the_tolerance(tmp_path: Path, drawn) -> None:
    shades = ["A" * 20, "A" * 12 + "C" * 8, "A" * 18 + "C" * 2]
    sequences = {name: "G" * WINDOW + "".join(shades) for name in ("chrI", "chrIII", "chrIV")}
    fasta = write_indexed(tmp_path / "shades.fa", fasta_text(sequences))
    peaks = write_lines(
        tmp_path / "few.bed", [(name, 0, WINDOW, name, 1, ".") for name in sequences]
    )
    drawn("genomic", peaks=str(peaks), genome=str(fasta), excluded=str(peaks))
    assert set(placed(tmp_path).start.tolist()) == {40}


def test_windows_of_unknown_bases_are_no_background(tmp_path: Path, drawn) -> None:
    sequences = {
        name: random_letters(3 * WINDOW, n) + "N" * 200
        for n, name in enumerate(("chrI", "chrIII", "chrIV"))
    }
    fasta = write_indexed(tmp_path / "unknown.fa", fasta_text(sequences))
    peaks = write_lines(
        tmp_path / "few.bed", [(name, 0, WINDOW, name, 1, ".") for name in sequences]
    )
    settings = {"peaks": str(peaks), "genome": str(fasta), "excluded": str(peaks)}
    drawn("genomic", **settings)
    assert placed(tmp_path).end.max() <= 3 * WINDOW + 2
    with pytest.raises(InputError, match="too few background windows without unknown bases"):
        drawn("genomic", ratio=5, **settings)


def test_nothing_excluded_leaves_the_whole_genome(tmp_path: Path, drawn) -> None:
    empty = write_lines(tmp_path / "nothing.bed", [])
    assert len(drawn("genomic", excluded=str(empty))) == 40


def test_sequence_without_letters_is_no_obstacle(
    tmp_path: Path, drawn, sequences: dict[str, str]
) -> None:
    fasta = write_indexed(tmp_path / "empty.fa", ">none\n" + fasta_text(sequences))
    assert len(drawn("genomic", genome=str(fasta))) == 40


def test_everything_excluded_leaves_no_room(
    tmp_path: Path, drawn, sequences: dict[str, str]
) -> None:
    whole = write_lines(tmp_path / "all.bed", [(name, 0, len(s)) for name, s in sequences.items()])
    with pytest.raises(InputError, match="train needs 20 background windows and has room for 0"):
        drawn("genomic", excluded=str(whole))
    assert not (tmp_path / "background.tsv").exists()


def test_flanks_lie_beside_their_peaks(drawn, tmp_path: Path, peaks: Path) -> None:
    drawn("flank", distance=50)
    found = placed(tmp_path)
    own = of_their_peaks(found, peaks)
    assert len(found) == 40
    assert found.chrom.tolist() == own.chrom.tolist()
    gaps = np.where(found.start > own.start, found.start - own.end, own.start - found.end)
    assert set(gaps.tolist()) == {50}
    sides = (found.start > own.start).mean()
    assert 0.2 < sides < 0.8


def test_flanks_step_outward_over_what_is_excluded(drawn, tmp_path: Path, peaks: Path) -> None:
    drawn("flank", distance=0, ratio=2)
    found = placed(tmp_path)
    own = of_their_peaks(found, peaks)
    gaps = np.where(found.start > own.start, found.start - own.end, own.start - found.end)
    assert not overlapping(found, tmp_path / "excluded.bed").any()
    assert len(set(positions(found))) == len(found) == 80
    assert set(gaps.tolist()) == {2 * WINDOW}


def test_flanks_without_a_free_window_are_counted(tmp_path: Path, drawn) -> None:
    rows = [
        ("chrM", 0, WINDOW, "m", 1, "."),
        *((c, 500, 520, c, 1, ".") for c in ("chrI", "chrIII", "chrIV")),
    ]
    peaks = write_lines(tmp_path / "few.bed", rows)
    table = drawn("flank", peaks=str(peaks), excluded=str(peaks), distance=60, ratio=2)
    assert [row["chrom"] for row in table].count("chrM") == 0
    assert ("dropped", "no free window beside the peak", 2) in read_row_counts(
        tmp_path / "row_counts"
    )


def test_flanks_stay_on_their_chromosome_and_off_unknown_bases(drawn, tmp_path: Path) -> None:
    rows = [
        (c, s, s + WINDOW, f"{c}{s}", 1, ".")
        for c, s in (("chrI", 0), ("chrI", 970), ("chrIII", 0), ("chrIV", 3983))
    ]
    peaks = write_lines(tmp_path / "edges.bed", rows)
    drawn("flank", peaks=str(peaks), excluded=str(peaks), distance=10)
    assert positions(placed(tmp_path)) == [
        ("chrI", 30, 50), ("chrI", 940, 960), ("chrIII", 30, 50), ("chrIV", 3953, 3973)
    ]  # fmt: skip


def test_given_regions_are_renamed_centred_and_counted(drawn, tmp_path: Path) -> None:
    rows = [
        ("1", 100, 110, "a"),
        ("1", 0, 5, "edge"),
        ("1", 1050, 1060, "unknown"),
        ("chrIV", 200, 240, "b"),
    ]
    given = write_lines(tmp_path / "given.bed", rows)
    table = drawn("given", given=str(given), aliases={"1": "chrI"})
    assert table == [
        {
            "chrom": "chrI",
            "start": "95",
            "end": "115",
            "name": "a",
            "split": "train",
            "sequence": "",
            "background": "given",
        },
        {
            "chrom": "chrIV",
            "start": "210",
            "end": "230",
            "name": "b",
            "split": "test",
            "sequence": "",
            "background": "given",
        },
    ]
    assert read_row_counts(tmp_path / "row_counts") == [
        ("read", "given regions", 4),
        ("dropped", "window leaves the chromosome", 1),
        ("dropped", "overlaps a peak or the blacklist", 0),
        ("dropped", "too many unknown bases", 1),
        ("kept", "train", 1),
        ("kept", "validation", 0),
        ("kept", "test", 1),
    ]


def test_given_regions_over_a_peak_are_left_out(drawn, tmp_path: Path) -> None:
    given = write_lines(tmp_path / "given.bed", [("chrI", 100, 110), ("chrI", 300, 310)])
    excluded = write_lines(tmp_path / "excluded.bed", [("chrI", 114, 200)])
    table = drawn("given", given=str(given), excluded=str(excluded))
    assert [row["start"] for row in table] == ["295"]


def test_given_regions_of_another_assembly_are_refused(drawn, tmp_path: Path) -> None:
    given = write_lines(tmp_path / "given.bed", [("chr1", 100, 110)])
    with pytest.raises(
        InputError, match=containing("given.bed, row 1: chromosome 'chr1' is not in tiny")
    ):
        drawn("given", given=str(given))


def test_given_sequences_keep_their_split_and_are_cut_to_the_window(drawn, tmp_path: Path) -> None:
    given = tmp_path / "given.tsv"
    letters = random_letters(WINDOW + 2, 1)
    given.write_text(f"name\tsequence\tsplit\na\t{letters}\ttest\nb\t{letters.lower()}\ttrain\n")
    drawn("given", given=str(given))
    found = read_background(tmp_path / "background.tsv")
    assert len(found.windows) == 0
    assert found.sequences == [("a", "test", letters[1:-1]), ("b", "train", letters[1:-1])]


def test_given_sequences_are_split_as_the_peaks_are(drawn, tmp_path: Path) -> None:
    given = tmp_path / "given.fa"
    letters = [random_letters(WINDOW, seed) for seed in range(2000)]
    given.write_text("".join(f">{n}\n{text}\n" for n, text in enumerate(letters)))
    table = drawn("given", given=str(given))
    parts = [row["split"] for row in table]
    # Half of the peaks are for training, a quarter each for validation and test.
    assert abs(parts.count("train") - 1000) < 90
    assert abs(parts.count("validation") - 500) < 80
    assert abs(parts.count("test") - 500) < 80


def test_split_of_a_given_sequence_is_its_own_and_that_of_its_other_strand(
    drawn, tmp_path: Path
) -> None:
    given = tmp_path / "given.fa"
    letters = [random_letters(WINDOW, seed) for seed in range(60)]
    given.write_text("".join(f">{n}\n{text}\n" for n, text in enumerate(letters)))
    split = {row["name"]: row["split"] for row in drawn("given", given=str(given))}
    other = [
        alphabet.decode(alphabet.reverse_complement(alphabet.encode(text))) for text in letters
    ]
    given.write_text("".join(f">{n}\n{other[n]}\n" for n in reversed(range(0, 60, 3))))
    again = {row["name"]: row["split"] for row in drawn("given", given=str(given), seed=9)}
    assert again == {name: split[name] for name in again}
    assert set(split.values()) == {"train", "validation", "test"}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            ">a\nACGT\n",
            "given.fa, row 1: 'a' has 4 bases, and the window 20; give sequences at least",
        ),
        (
            "sequence\tsplit\n" + "A" * 20 + "\tvalid\n",
            "row 2: split 'valid' is not one of train, validation, test",
        ),
        ("sequence\n", "the file has no sequences"),
        ("", "the file has no regions"),
    ],
)
def test_bad_given_background_is_refused(drawn, tmp_path: Path, text: str, problem: str) -> None:
    given = tmp_path / "given.fa"
    given.write_text(text)
    with pytest.raises(InputError, match=containing(problem)):
        drawn("given", given=str(given))


def test_table_reads_back_names_with_quotes(tmp_path: Path) -> None:
    rows = ['chrI\t1\t2\t"x\ttrain\t\tflank', '\t\t\t"y\ttest\tAC\tgiven']
    text = "\n".join(["\t".join(COLUMNS), *rows, ""])
    (tmp_path / "table.tsv").write_text(text)
    found = read_background(tmp_path / "table.tsv")
    assert found.windows.name.tolist() == ['"x']
    assert found.of_windows.tolist() == ["flank"]
    assert found.sequences == [('"y', "test", "AC")]


def test_no_window_crosses_from_one_region_of_a_split_to_another(drawn, tmp_path: Path) -> None:
    split = {"validation": ["chrI:1-2500"], "test": ["chrI:2501-9000", "chrIV"]}
    before = (tmp_path / "excluded.bed").read_text()
    beside = positions(gaps(split, WINDOW))
    (tmp_path / "excluded.bed").write_text(
        before + "".join(f"{c}\t{s}\t{e}\n" for c, s, e in beside)
    )
    for method in ("genomic", "flank"):
        found = drawn(method, split=split)
        own = [row for row in found if row["chrom"] == "chrI"]
        assert {row["split"] for row in own} == {"validation", "test"}
        for row in own:
            inside = int(row["end"]) <= 2500 if row["split"] == "validation" else True
            beyond = int(row["start"]) >= 2500 if row["split"] == "test" else True
            assert inside and beyond
