import numpy as np
from helpers import intervals

from bindery.data.leaks import (
    background_equal_to_positive,
    groups,
    joined_rows,
    same_key,
    shared_with_later_split,
)
from bindery.genomics.intervals import Intervals, from_rows

TRAIN, VALIDATION, TEST = 0, 1, 2


def digest_of(*numbers: int) -> np.ndarray:
    return np.array(numbers, np.uint64)


def groups_slowly(found: Intervals, source: np.ndarray, digest: np.ndarray) -> list[int]:
    """Colour each row with all that it touches, again and again until nothing changes."""
    label = list(range(len(source)))

    def together(one: int, other: int) -> bool:
        overlap = (
            found.start[one] >= 0
            and found.chrom[one] == found.chrom[other]
            and found.start[one] < found.end[other]
            and found.start[other] < found.end[one]
        )
        return bool(overlap or digest[one] == digest[other] or source[one] == other)

    for _ in label:
        for one in range(len(label)):
            for other in range(len(label)):
                if together(one, other) or together(other, one):
                    label[one] = label[other] = min(label[one], label[other])
    order = list(dict.fromkeys(label))
    return [order.index(number) for number in label]


def test_earlier_splits_give_shared_sequences_up() -> None:
    digest = digest_of(1, 1, 1, 2, 2, 3, 3, 4)
    split = np.array([TRAIN, VALIDATION, TEST, TRAIN, VALIDATION, TRAIN, TEST, TRAIN], np.uint8)
    expected = [True, True, False, True, False, True, False, False]
    assert shared_with_later_split(digest, split).tolist() == expected


def test_repeats_within_a_split_stay() -> None:
    for split in (TRAIN, VALIDATION, TEST):
        found = shared_with_later_split(digest_of(7, 7), np.array([split, split], np.uint8))
        assert found.tolist() == [False, False]


def test_no_rows_share_nothing() -> None:
    assert shared_with_later_split(digest_of(), np.array([], np.uint8)).shape == (0,)
    assert background_equal_to_positive(digest_of(), np.array([], bool)).shape == (0,)


def test_background_that_is_a_positive_is_told() -> None:
    positive = np.array([True, False, False, True])
    found = background_equal_to_positive(digest_of(1, 1, 2, 1), positive)
    assert found.tolist() == [False, True, False, False]


def test_a_positive_and_its_shuffles_are_one_group() -> None:
    found = intervals(("chrI", 0, 10), ("chrI", 50, 60), *[(".", -1, -1)] * 3)
    group = groups(found, np.array([-1, -1, 0, 1, 0]), digest_of(1, 2, 3, 4, 5))
    assert group.dtype == np.int32
    assert group.tolist() == [0, 1, 0, 1, 0]


def test_overlapping_windows_are_one_group_and_touching_ones_are_not() -> None:
    found = intervals(
        ("chrI", 15, 25), ("chrI", 0, 10), ("chrI", 9, 19), ("chrI", 25, 35), ("chrII", 0, 10)
    )
    group = groups(found, np.full(5, -1), digest_of(1, 2, 3, 4, 5))
    assert group.tolist() == [0, 0, 0, 1, 2]


def test_equal_sequences_are_one_group_wherever_they_lie() -> None:
    found = intervals(("chrI", 0, 10), ("chrII", 0, 10), (".", -1, -1), (".", -1, -1))
    assert groups(found, np.full(4, -1), digest_of(7, 8, 7, 9)).tolist() == [0, 1, 0, 2]


def test_rows_without_a_position_do_not_overlap_each_other() -> None:
    found = intervals(*[(".", -1, -1)] * 3)
    assert groups(found, np.full(3, -1), digest_of(1, 2, 3)).tolist() == [0, 1, 2]


def test_one_row_is_one_group() -> None:
    assert groups(intervals(("chrI", 0, 10)), np.array([-1]), digest_of(1)).tolist() == [0]
    assert groups(from_rows([]), np.array([], np.int64), digest_of()).tolist() == []


def test_groups_are_those_of_a_slow_search() -> None:
    generator = np.random.default_rng(0)
    for _ in range(8):
        rows, loose = 11, 4
        starts = generator.integers(0, 90, rows)
        chroms = generator.choice(["chrI", "chrII"], rows)
        placed = [(str(c), int(s), int(s) + 10) for c, s in zip(chroms, starts, strict=True)]
        found = intervals(*placed, *[(".", -1, -1)] * loose)
        source = np.append(np.full(rows, -1), generator.integers(-1, rows, loose))
        digest = generator.integers(0, 25, rows + loose).astype(np.uint64)
        assert groups(found, source, digest).tolist() == groups_slowly(found, source, digest)


def test_rows_are_joined_by_keys_and_edges_through_one_another() -> None:
    keys = np.array(["b", "a", "b", "c", "a", "d"])
    edges = [same_key(keys), (np.array([3]), np.array([1]))]
    assert joined_rows(6, edges).tolist() == [0, 1, 0, 1, 1, 2]
    assert joined_rows(0, [same_key(np.array([], str))]).tolist() == []
