"""Background at the peaks of other experiments."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from helpers import SPLIT, write_lines

from bindery.data.gc_matching import Setting
from bindery.data.other_peaks import other_peaks
from bindery.genomics.genome import Genome
from bindery.genomics.intervals import Intervals
from bindery.genomics.peak_files import read_bed
from bindery.row_counts import RowCounts

WINDOW = 40


def bed(path: Path, chrom: str, starts: range | list[int]) -> Path:
    path.parent.mkdir(exist_ok=True)
    return write_lines(path, [(chrom, s, s + WINDOW, f"p{s}", 1, ".") for s in starts])


@pytest.fixture
def setting(tmp_path: Path, fasta: Path):
    with Genome(fasta) as genome:
        excluded = write_lines(tmp_path / "excluded.bed", [("chrI", 990, 1050)])
        generator = np.random.default_rng(3)
        yield Setting(genome, str(excluded), SPLIT, WINDOW, 1, 0.1, generator)


def drawn(tmp_path: Path, setting: Setting, count: int, *files: Path) -> Intervals:
    peaks = read_bed(bed(tmp_path / "own" / "peaks.bed", "chrI", [1000] * count))
    return other_peaks(peaks, setting, [str(file) for file in files], RowCounts(str(tmp_path)))


def test_experiments_give_equally_many_and_none_overlaps(tmp_path: Path, setting) -> None:
    large = bed(tmp_path / "Large" / "peaks.bed", "chrI", range(2000, 3200, 40))
    small = bed(tmp_path / "Small" / "peaks.bed", "chrI", range(3210, 3610, 50))
    found = drawn(tmp_path, setting, 16, large, small)
    assert Counter(name.split("_")[1] for name in found.name) == {"Large": 8, "Small": 8}
    start = np.sort(found.start)
    assert (np.diff(start) >= WINDOW).all()


def test_own_peaks_are_no_background(tmp_path: Path, setting) -> None:
    other = bed(tmp_path / "Other" / "peaks.bed", "chrI", [980, 1020, 3000])
    found = drawn(tmp_path, setting, 3, other)
    assert found.start.tolist() == [3000]


def test_other_splits_give_none_and_what_is_missing_is_counted(tmp_path: Path, setting) -> None:
    other = bed(tmp_path / "Other" / "peaks.bed", "chrIII", [3000, 4000])
    peaks = read_bed(bed(tmp_path / "own" / "peaks.bed", "chrI", [1000]))
    record = RowCounts(str(tmp_path))
    assert len(other_peaks(peaks, setting, [str(other)], record)) == 0
    assert ("dropped", "other experiments have too few peaks", 1) in record.rows


def test_overlapping_peaks_of_others_are_taken_once(tmp_path: Path, setting) -> None:
    one = bed(tmp_path / "One" / "peaks.bed", "chrI", [3000])
    two = bed(tmp_path / "Two" / "peaks.bed", "chrI", [3039, 3040])
    found = drawn(tmp_path, setting, 3, one, two)
    assert len(found) == (2 if 3040 in found.start else 1)


def test_the_order_is_the_seeds(tmp_path: Path, fasta: Path) -> None:
    other = bed(tmp_path / "Other" / "peaks.bed", "chrI", range(2000, 3200, 40))
    found = []
    with Genome(fasta) as genome:
        for seed in (1, 1, 2):
            excluded = write_lines(tmp_path / "none.bed", [("chrI", 0, 1)])
            generator = np.random.default_rng(seed)
            setting = Setting(genome, str(excluded), SPLIT, WINDOW, 1, 0.1, generator)
            found.append(drawn(tmp_path, setting, 9, other).start.tolist())
    assert found[0] == found[1] != found[2]
