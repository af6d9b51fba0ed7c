import logging
from pathlib import Path

import numpy as np
import pytest

from bindery.genomics import bigwig
from bindery.genomics.bigwig import Batch
from bindery.genomics.peak_files import read_peaks
from bindery.tracks.false_discovery import peak_counts, rates_of
from bindery.tracks.peaks import call_peaks
from bindery.tracks.track_peaks import Peak, peaks_above

LENGTHS = {"chrI": 100_000, "chrII": 100_000}


def batch(chrom: str, start: int, values, step: int = 10) -> Batch:
    starts = start + step * np.arange(len(values))
    return Batch(chrom, starts, starts + step, np.array(values, np.float32))


def slow_peaks(batches: list[Batch], threshold: float) -> list[tuple]:
    """Chromosome, start, end and value, base by base."""
    values = {}
    for one in batches:
        for start, end, value in zip(one.start, one.end, one.value, strict=True):
            values |= {(one.chrom, base): float(value) for base in range(start, end)}
    found = []
    for (chrom, base), value in values.items():
        if value < threshold:
            continue
        if found and found[-1][0] == chrom and found[-1][2] == base:
            found[-1] = (chrom, found[-1][1], base + 1, max(value, found[-1][3]))
        else:
            found.append((chrom, base, base + 1, value))
    return found


@pytest.fixture
def random_batches() -> list[Batch]:
    generator = np.random.default_rng(2)
    smooth = np.convolve(generator.normal(size=600), np.ones(5) / 2, "same").round(1)
    return [
        *(batch("chrI", 0, smooth[:100]), batch("chrI", 1000, smooth[100:101])),
        *(batch("chrI", 1010, smooth[101:200]), batch("chrI", 2500, smooth[200:300])),
        # It begins where the chromosome before it ended.
        batch("chrII", 3500, smooth[300:]),
    ]


@pytest.mark.parametrize("threshold", [-1.0, 0.0, 0.5, 1.5])
def test_peaks_are_those_that_each_base_tells(random_batches, threshold):
    found = list(peaks_above(random_batches, threshold))
    expected = slow_peaks(random_batches, threshold)
    assert [(one.chrom, one.start, one.end, one.value) for one in found] == expected
    assert all(one.start <= one.summit < one.end for one in found) and len(found) > 5


def test_a_summit_is_the_middle_of_the_top():
    values = [0, 5, 1, 7, 7.9, 8, 7.5, 2, 6, 0]
    assert list(peaks_above([batch("chrI", 0, values)], 1)) == [Peak("chrI", 10, 90, 49, 8.0)]


def test_peak_counts_are_those_of_calling_peaks_at_each_threshold(random_batches):
    thresholds = np.linspace(-2, 3, 23)
    found, bases = peak_counts(random_batches, thresholds)
    assert found.tolist() == [len(slow_peaks(random_batches, one)) for one in thresholds]
    assert bases == 6000


def test_rates_follow_from_both_counts():
    flat = np.tile([0.0, 1.0], 50)
    track = batch("chrI", 0, np.concatenate([flat, np.tile([0.0, 5.0], 40)]))
    shuffled = batch("chrI", 0, np.concatenate([flat, np.tile([0.0, 1.0], 39), [0, 5]]))
    rates = rates_of(0, 5, [track], [shuffled])
    # One of the shuffled genome's, and one more, against 40.
    assert rates.q_value(5.0) == pytest.approx(2 / 40)
    threshold = rates.threshold_of(0.05)
    assert threshold is not None and 1 < threshold < 1.01
    assert rates.q_value(0.9) == 1 and rates.threshold_of(0.04) is None


def written(path: Path, values) -> Path:
    bigwig.write(path, LENGTHS, [batch("chrI", 50, values)])
    return path


def test_called_peaks_are_read_as_input_again(tmp_path):
    track = written(tmp_path / "a.bw", [0, 1, 3, 1, 0, -1, 2, 0, 0.5])
    path = tmp_path / "a.narrowPeak"
    call_peaks(track=track, shuffled=None, peaks=path, name="REST", threshold=0.75)
    found = read_peaks(path)
    assert found.layout == "narrowPeak" and found.corrected == {}
    rows = found.intervals
    assert rows.start.tolist() == [60, 110] and rows.end.tolist() == [90, 120]
    assert rows.summit.tolist() == [74, 114] and rows.score.tolist() == [3, 2]
    assert rows.name.tolist() == ["REST_1", "REST_2"]
    assert path.read_text().split("\n")[0] == "chrI\t60\t90\tREST_1\t1000\t.\t3\t-1\t-1\t14"


def test_peaks_by_rate_have_q_values(tmp_path, caplog):
    caplog.set_level(logging.INFO, "bindery")
    generator = np.random.default_rng(3)
    noise = generator.normal(size=(2, 3000))
    noise[0, 50:2950:50] += 8
    track, shuffled = (written(tmp_path / f"{n}.bw", noise[n]) for n in (0, 1))
    path = tmp_path / "a.narrowPeak"
    call_peaks(track=track, shuffled=shuffled, peaks=path, name="x", fdr=0.05)
    rows = [line.split("\t") for line in path.read_text().splitlines()]
    assert 58 <= len(rows) <= 65 and f"{len(rows)} peaks at a score of" in caplog.text
    assert min(float(row[8]) for row in rows) >= -np.log10(0.05)


def test_no_peak_is_an_empty_file_and_a_warning(tmp_path, caplog):
    track = written(tmp_path / "a.bw", [0, 1, 0])
    path = tmp_path / "a.narrowPeak"
    call_peaks(track=track, shuffled=None, peaks=path, name="x", threshold=9)
    assert path.read_text() == "" and "a.bw: no peak" in caplog.text
    call_peaks(track=track, shuffled=track, peaks=path, name="x", fdr=0.05)
    assert path.read_text() == ""
    assert "no threshold has a false-discovery rate of 0.05; the lowest is 1, at" in caplog.text
