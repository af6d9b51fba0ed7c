from dataclasses import dataclass

import numpy as np

from bindery.columns import Columns


@dataclass
class Reads(Columns):
    """Two columns, one of them of two numbers a row."""

    name: np.ndarray
    ends: np.ndarray


READS = Reads(np.array(["a", "b", "c"], object), np.arange(6).reshape(3, 2))


def test_rows_are_picked_by_mask_and_by_index() -> None:
    some = READS.select(np.array([True, False, True]))
    assert isinstance(some, Reads) and len(some) == 2
    assert some.name.tolist() == ["a", "c"] and some.ends.tolist() == [[0, 1], [4, 5]]
    assert READS.select(np.array([2, 0, 2])).name.tolist() == ["c", "a", "c"]


def test_tables_are_joined_in_their_order() -> None:
    none = READS.select(np.zeros(3, bool))
    both = Reads.joined([none, READS, READS.select(np.array([1]))])
    assert len(none) == 0 and len(both) == 4
    assert both.name.tolist() == ["a", "b", "c", "b"]
    assert both.ends.dtype == READS.ends.dtype and both.ends[3].tolist() == [2, 3]
