from pathlib import Path

import numpy as np
import pytest
from helpers import intervals, write_lines

from bindery.genomics.interval_arithmetic import overlapping, overlapping_any, write_merged
from bindery.genomics.intervals import Intervals, from_rows


def overlap_slowly(one: Intervals, other: Intervals) -> list[bool]:
    return [
        any(
            c == chrom and s < end and start < e
            for c, s, e in zip(other.chrom, other.start, other.end, strict=True)
        )
        for chrom, start, end in zip(one.chrom, one.start, one.end, strict=True)
    ]


def random_intervals(count: int, seed: int) -> Intervals:
    generator = np.random.default_rng(seed)
    rows = []
    for _ in range(count):
        start = int(generator.integers(0, 900))
        chrom = str(generator.choice(["chrI", "chrII", "chr10"]))
        rows.append((chrom, start, start + int(generator.integers(1, 40))))
    return intervals(*rows)


def test_one_shared_base_is_an_overlap_and_touching_is_none(tmp_path: Path) -> None:
    regions = write_lines(tmp_path / "regions.bed", [("chrI", 10, 20)])
    positions = [(5, 10), (5, 11), (19, 30), (20, 30)]
    found = intervals(*(("chrI", *position) for position in positions), ("chrII", 12, 14))
    mask = overlapping(found, regions)
    assert mask.dtype == bool
    assert mask.tolist() == [False, True, True, False, False]


def test_overlaps_are_those_of_a_slow_search(tmp_path: Path) -> None:
    one, other = random_intervals(200, 1), random_intervals(30, 2)
    rows = zip(other.chrom, other.start, other.end, strict=True)
    expected = overlap_slowly(one, other)
    assert 10 < sum(expected) < 190
    assert overlapping(one, write_lines(tmp_path / "r.bed", rows)).tolist() == expected
    assert overlapping_any(one, other).tolist() == expected


def test_nothing_overlaps_nothing(tmp_path: Path) -> None:
    empty = write_lines(tmp_path / "empty.bed", [])
    some = intervals(("chrI", 1, 2))
    assert overlapping(some, empty).tolist() == [False]
    assert overlapping(from_rows([]), empty).shape == (0,)
    assert overlapping_any(some, from_rows([])).tolist() == [False]
    assert overlapping_any(from_rows([]), some).shape == (0,)


def test_union_is_merged_and_clipped_to_the_chromosomes(tmp_path: Path) -> None:
    first = intervals(("chrII", 5, 30), ("chrI", -20, 4), ("chrI", 40, 50))
    second = intervals(("chrI", 45, 90), ("chrI", 3, 6), ("chrII", 30, 31), ("chrI", 100, 200))
    write_merged(tmp_path / "out.bed", [first, second, from_rows([])], {"chrI": 60, "chrII": 100})
    text = (tmp_path / "out.bed").read_text()
    assert text == "chrI\t0\t6\nchrI\t40\t60\nchrII\t5\t31\n"


@pytest.mark.parametrize("groups", [[], [from_rows([])]])
def test_union_of_nothing_is_an_empty_file(tmp_path: Path, groups: list[Intervals]) -> None:
    write_merged(tmp_path / "out.bed", groups, {})
    assert (tmp_path / "out.bed").read_text() == ""
