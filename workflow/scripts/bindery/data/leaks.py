"""Prevent leaks between splits: find rows that share a sequence, and rows that belong together."""

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from bindery.genomics.intervals import Intervals


def shared_with_later_split(digest: np.ndarray, split: np.ndarray) -> np.ndarray:
    """Rows whose sequence, on either strand, is in a later split too.

    The later split keeps the sequence: training drops it in favour of validation and test,
    validation in favour of test.

    Args:
        digest: strandless digest of each row, uint64, shape (n,).
        split: 0 train, 1 validation, 2 test, uint8, shape (n,).

    Returns:
        bool, shape (n,): rows to drop.
    """
    _, inverse = np.unique(digest, return_inverse=True)
    last = np.zeros(inverse.max(initial=-1) + 1, np.uint8)
    np.maximum.at(last, inverse, split)
    return split < last[inverse]


def background_equal_to_positive(digest: np.ndarray, positive: np.ndarray) -> np.ndarray:
    """Background rows that have the sequence of a positive, on either strand: bool, (n,)."""
    return ~positive & np.isin(digest, digest[positive])


def _chain(order: np.ndarray, linked: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Edges between those neighbours in an order that `linked`, bool, shape (n - 1,), marks."""
    return order[:-1][linked], order[1:][linked]


def same_key(key: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Edges that join all rows with the same key, shape (n,), of any sortable type."""
    order = np.argsort(key, kind="stable")
    return _chain(order, key[order][1:] == key[order][:-1])


def joined_rows(count: int, edges: list[tuple[np.ndarray, np.ndarray]]) -> np.ndarray:
    """Number the sets of rows that edges connect, directly or through other rows.

    Args:
        count: number of rows.
        edges: pairs of arrays of row numbers.

    Returns:
        The number of each row's set, int32, shape (n,), from 0 in order of first appearance.
    """
    rows, columns = (np.concatenate(side) for side in zip(*edges, strict=True))
    graph = coo_array((np.ones(len(rows), bool), (rows, columns)), shape=(count, count))
    _, label = connected_components(graph, directed=False)
    _, first, inverse = np.unique(label, return_index=True, return_inverse=True)
    rank = np.empty(len(first), np.int32)
    rank[np.argsort(first)] = np.arange(len(first), dtype=np.int32)
    return rank[inverse]


def groups(intervals: Intervals, source: np.ndarray, digest: np.ndarray) -> np.ndarray:
    """Number the sets of rows that must stay together.

    Rows belong together if their windows overlap, if one was made from the other, or if they
    are the same sequence on either strand.

    Args:
        intervals: one for each row; start -1 if the row has no position in the genome.
        source: index of the row that a row was made from, or -1; int64, shape (n,).
        digest: strandless digest, uint64, shape (n,).

    Returns:
        The number of each row's set, int32, shape (n,), from 0 in order of first appearance.
    """
    count = len(source)
    _, chrom = np.unique(intervals.chrom.astype(str), return_inverse=True)
    by_place = np.lexsort((intervals.start, chrom))
    start, end, chrom = intervals.start[by_place], intervals.end[by_place], chrom[by_place]
    # All windows have one length, so the overlaps of sorted neighbours are enough.
    overlap = (chrom[1:] == chrom[:-1]) & (start[1:] < end[:-1]) & (start[:-1] >= 0)
    made = np.flatnonzero(source >= 0)
    edges = [_chain(by_place, overlap), same_key(digest), (made, source[made])]
    return joined_rows(count, edges)
