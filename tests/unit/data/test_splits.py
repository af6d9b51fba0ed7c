import numpy as np
import pytest
from helpers import SPLIT, containing, positions

from bindery.data.splits import (
    SPLITS,
    check_splits,
    drawn,
    gaps,
    near_later_split,
    split_of,
)
from bindery.errors import InputError


def test_chromosomes_that_no_split_names_are_for_training() -> None:
    parts = split_of(np.array(["chrI", "chrIII", "chrIV", "chrM", "chrIV"], object), SPLIT)
    assert parts.dtype == np.uint8
    assert parts.tolist() == [0, 1, 2, 0, 2]
    assert [SPLITS[part] for part in parts] == ["train", "validation", "test", "train", "test"]


def test_no_intervals_have_no_splits() -> None:
    assert split_of(np.array([], object), SPLIT).dtype == np.uint8


@pytest.mark.parametrize(
    ("parts", "problem"),
    [
        ([1, 2], "no peak is left for train (on the other chromosomes; 2 peaks in all)"),
        ([0, 2, 2], "no peak is left for validation (on chrIII; 3 peaks in all)"),
        ([0, 1], "no peak is left for test (on chrIV; 2 peaks in all)"),
        ([], "no peak is left for train (on the other chromosomes; 0 peaks in all)"),
    ],
)
def test_split_without_peaks_is_refused(parts: list[int], problem: str) -> None:
    with pytest.raises(InputError, match=containing(f"p.bed: {problem}")) as caught:
        check_splits(np.array(parts, np.uint8), "p.bed", SPLIT)
    assert "move chromosomes between the splits" in str(caught.value)


def test_splits_that_all_have_peaks_pass() -> None:
    check_splits(np.array([2, 1, 0], np.uint8), "p.bed", SPLIT)


def test_alternate_haplotypes_go_with_their_chromosome() -> None:
    names = ["chr8_KI270821v1_alt", "chr7_random", "chrUn_KI270302v1", "chr8", "chr80"]
    split = {"validation": ["chr7"], "test": ["chr8"]}
    assert split_of(np.array(names, object), split).tolist() == [2, 1, 0, 2, 0]


def test_splits_are_drawn_evenly_from_digests_however_these_lie() -> None:
    for digests in (np.arange(1, 20001, dtype=np.uint64), np.arange(20000, dtype=np.uint64) << 40):
        before = digests.copy()
        parts = drawn(digests, [0.1, 0.2])
        np.testing.assert_array_equal(digests, before)
        assert np.abs(np.bincount(parts) / len(parts) - [0.7, 0.1, 0.2]).max() < 0.02


def test_no_share_draws_nothing_and_validation_stays_when_the_test_set_is_given() -> None:
    digests = np.arange(1, 5001, dtype=np.uint64)
    both, alone = drawn(digests, [0.1, 0.2]), drawn(digests, [0.1, 0])
    assert set(alone) == {0, 1} and set(drawn(digests, [0, 0])) == {0}
    np.testing.assert_array_equal(both == 1, alone == 1)


REGIONS = {"validation": ["chrI:101-200"], "test": ["chrI:201-300", "chrII"]}


def test_regions_have_the_rows_whose_centre_they_hold() -> None:
    centre = np.array([99, 100, 199, 200, 299, 300, 0], np.int64)
    chrom = np.array(["chrI"] * 6 + ["chrII"], object)
    assert split_of(chrom, REGIONS, centre).tolist() == [0, 1, 1, 2, 2, 0, 2]
    with pytest.raises(ValueError, match="needs positions"):
        split_of(chrom, REGIONS)


def test_rows_beside_a_region_of_a_later_split_are_found() -> None:
    centre = np.array([89, 90, 100, 189, 190, 205, 309, 310], np.int64)
    chrom = np.full(8, "chrI", object)
    parts = split_of(chrom, REGIONS, centre)
    near = near_later_split(chrom, centre, parts, REGIONS, 10)
    # Of training those within ten bases of either region, of validation those near the test.
    assert near.tolist() == [False, True, False, False, True, False, True, False]


def test_gaps_lie_on_both_sides_of_each_region() -> None:
    assert positions(gaps(REGIONS, 150)) == [
        ("chrI", 0, 100),
        ("chrI", 50, 200),
        ("chrI", 200, 350),
        ("chrI", 300, 450),
    ]
    assert len(gaps(SPLIT, 150)) == 0
