import numpy as np
import pytest
from unit.data.multitask.test_regions import NOWHERE, peaks

from bindery.data.multitask.bins import bins_of, covered
from bindery.data.tensors import UNMEASURED


def bins(own, avoid=NOWHERE, length=5000, tasks=1, **changed):
    settings = {"window": 1000, "bin": 200, "widen": 0, "background": 0} | changed
    generator = np.random.default_rng(1)
    return bins_of(own, avoid, length, tasks=tasks, generator=generator, **settings)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (200, 400, [1]),
        (200, 300, []),  # Exactly half.
        (200, 301, [1]),
        (300, 500, []),
        (299, 501, [1, 2]),
        (299, 500, [1]),
        (100, 900, [1, 2, 3]),
        (99, 901, [0, 1, 2, 3, 4]),
        (0, 1000, [0, 1, 2, 3, 4]),
        (250, 340, []),
        (240, 350, [1]),
        (950, 1200, []),
        (1100, 1200, []),
    ],
)
def test_a_bin_is_covered_by_more_than_half(start: int, end: int, expected: list[int]) -> None:
    found = covered(np.array([start]), np.array([end]), 200, 5)
    assert np.flatnonzero(found).tolist() == expected


def test_random_peaks_cover_what_counting_bases_says() -> None:
    generator = np.random.default_rng(3)
    start = generator.integers(0, 990, 60)
    end = np.minimum(start + generator.integers(1, 300, 60), 1000)
    for one, other in zip(start, end, strict=True):
        bases = np.zeros(1000)
        bases[one:other] = 1
        expected = bases.reshape(-1, 20).sum(axis=1) > 10
        np.testing.assert_array_equal(covered(np.array([one]), np.array([other]), 20, 50), expected)


def test_rows_are_bins_with_a_positive_in_the_middle_of_their_context() -> None:
    own = peaks((0, 1000, 1390, 1200, True), (1, 1250, 1400, 1300, True))
    found = bins(own, tasks=2)
    # Bins 1000-1200 and 1200-1400; contexts of 1,000 bases.
    assert found.start.tolist() == [600, 800]
    assert found.targets(2).tolist() == [[1, 0], [1, 1]]


def test_bins_whose_context_leaves_the_chromosome_or_in_the_blacklist_are_out() -> None:
    own = peaks((0, 0, 5000, 2500, True))
    starts = bins(own).start
    assert (starts[0], starts[-1]) == (0, 4000) and len(starts) == 21
    fewer = bins(own, avoid=np.array([[1199, 1401]])).start
    # Bins 1000-1200, 1200-1400 and 1400-1600.
    assert sorted(set(starts) - set(fewer)) == [600, 800, 1000]


def test_narrow_peaks_label_a_bin_only_if_they_are_widened() -> None:
    own = peaks((0, 1310, 1311, 1310, True))
    assert len(bins(own)) == 0
    assert bins(own, widen=201).start.tolist() == [800]


def test_a_peak_that_is_not_used_leaves_its_bins_unmeasured() -> None:
    own = peaks((0, 1000, 1400, 1200, True), (1, 1390, 1600, 1500, False))
    assert bins(own, tasks=2).targets(2).tolist() == [[1, 0], [1, UNMEASURED]]


def test_background_bins_overlap_no_peak() -> None:
    own = peaks((0, 2000, 2200, 2100, True), (0, 2950, 3050, 3000, True))
    assert bins(own).start.tolist() == [1600]
    found = bins(own, background=3)
    assert len(found) == 4 and found.targets(1).sum() == 1
    own_bins = found.start + 400
    # The second peak covers half of no bin, but is no background either.
    assert not set(own_bins) & {2800, 3000}
    every = bins(own, background="all")
    assert len(every) == 21 and every.targets(1).sum() == 1
    assert len(bins(own, background=100)) == 1 + 21 - 3
