import numpy as np
import pytest

from bindery.data.multitask.labels import no_bits, set_bit
from bindery.data.multitask.regions import merge_windows, regions_of
from bindery.data.multitask.study_peaks import StudyPeaks
from bindery.data.tensors import UNMEASURED

NOWHERE = np.empty((0, 2), np.int64)


def peaks(*rows: tuple[int, int, int, int, bool]) -> StudyPeaks:
    """Peaks of (task, start, end, centre, kept) on one chromosome."""
    task, start, end, centre, kept = (np.array(column) for column in zip(*rows, strict=True))
    return StudyPeaks(np.zeros(len(rows), np.int32), task, start, end, centre, kept)


def basset(starts: list[int], sets: list[set], window: int, overlap: int, length: int):
    """What Basset's preprocessing does, as plainly as it can be written, on one chromosome."""
    found = sorted(zip(starts, map(set, sets), strict=True), key=lambda row: row[0])
    rows = [[start, own] for start, own in found]
    while len(rows) > 1:
        overlaps = [rows[i][0] + window - rows[i + 1][0] for i in range(len(rows) - 1)]
        most = int(np.argmax(overlaps))
        if overlaps[most] < overlap:
            break
        (one, first), (two, second) = rows[most : most + 2]
        weights = 1 + len(first), 1 + len(second)
        middles = one + window // 2, two + window // 2
        middle = int(0.5 + np.average(middles, weights=weights))
        start = min(max(0, middle - window // 2), length - window)
        rows[most : most + 2] = [[start, first | second]]
    return [row[0] for row in rows], [row[1] for row in rows]


def test_neighbours_that_overlap_enough_are_one_region_of_both_experiments() -> None:
    own = peaks(
        (0, 990, 1010, 1000, True), (1, 1200, 1220, 1210, True), (1, 1700, 1710, 1700, True)
    )
    found = regions_of(own, NOWHERE, 5000, tasks=2, window=600, overlap=200)
    # The first two share 390 bases; what they become shares 5 with the third.
    assert found.start.tolist() == [1105 - 300, 1700 - 300]
    assert found.targets(2).tolist() == [[1, 1], [0, 1]]


def test_the_mean_of_middles_is_weighted_by_experiments() -> None:
    own = peaks(
        (0, 1000, 1001, 1000, True), (1, 1000, 1001, 1000, True), (2, 1100, 1101, 1100, True)
    )
    found = regions_of(own, NOWHERE, 5000, tasks=3, window=600, overlap=200)
    # (1000 * 3 + 1100 * 2) / 5
    assert found.start.tolist() == [1040 - 300]
    assert found.targets(3).tolist() == [[1, 1, 1]]


def test_less_than_the_overlap_stays_apart() -> None:
    own = peaks((0, 1000, 1001, 1000, True), (0, 1401, 1402, 1401, True))
    found = regions_of(own, NOWHERE, 5000, tasks=1, window=600, overlap=200)
    assert found.start.tolist() == [700, 1101]
    own = peaks((0, 1000, 1001, 1000, True), (0, 1400, 1401, 1400, True))
    assert len(regions_of(own, NOWHERE, 5000, tasks=1, window=600, overlap=200)) == 1


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("window", [600, 61])
def test_random_peaks_are_merged_as_basset_merges_them(seed: int, window: int) -> None:
    generator = np.random.default_rng(seed)
    tasks, length = 19, 20_000
    count = 150
    centre = np.sort(generator.integers(0, length, count))
    task = generator.integers(0, tasks, count)
    own = peaks(
        *((int(t), int(c), int(c) + 1, int(c), True) for t, c in zip(task, centre, strict=True))
    )
    starts = np.clip(centre - window // 2, 0, length - window)
    overlap = window // 3
    expected, sets = basset(starts.tolist(), [{int(t)} for t in task], window, overlap, length)
    found = regions_of(own, NOWHERE, length, tasks=tasks, window=window, overlap=overlap)
    assert found.start.tolist() == expected
    assert [set(np.flatnonzero(row)) for row in found.targets(tasks)] == sets


def test_regions_at_the_ends_are_moved_inside_the_chromosome() -> None:
    own = peaks((0, 2, 3, 2, True), (0, 4990, 4991, 4990, True))
    found = regions_of(own, NOWHERE, 5000, tasks=1, window=600, overlap=200)
    assert found.start.tolist() == [0, 4400]
    assert len(regions_of(own, NOWHERE, 500, tasks=1, window=600, overlap=200)) == 0


def test_what_an_experiment_cannot_say_is_not_measured() -> None:
    own = peaks(
        (0, 1000, 1001, 1000, True),
        (1, 1200, 1300, 1250, False),
        (2, 1301, 1302, 1301, False),
        (0, 3000, 3001, 3000, True),
        (0, 3010, 3020, 3015, False),
    )
    avoid = np.array([[3299, 3400]])
    found = regions_of(own, avoid, 5000, tasks=3, window=600, overlap=200)
    # The region is 700 to 1300: the third experiment's peak is beyond. The second one ends at 3300.
    assert found.targets(3).tolist() == [[1, UNMEASURED, 0], [1, UNMEASURED, UNMEASURED]]


def test_merging_takes_time_by_the_peaks_not_by_their_square() -> None:
    # One chain of 100,000 windows; each pair in turn, as the plain way does, would take hours.
    starts = np.arange(100_000, dtype=np.int64) * 30
    bits = no_bits(len(starts), 2)
    set_bit(bits, np.arange(len(starts)) % 2 == 0, 0)
    merged, labels = merge_windows(starts, bits, window=600, overlap=200, last=10**9)
    assert 0 < len(merged) < len(starts) // 10
    assert (np.diff(merged) > 400).all() and labels.any(axis=1).sum() > 0
