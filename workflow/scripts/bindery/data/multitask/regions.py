"""Regions of many tasks: the peaks of all experiments, extended and merged, as Basset does it."""

import heapq

import numpy as np

from bindery.data.multitask.labels import LabelledWindows, no_bits, set_bit, touched
from bindery.data.multitask.study_peaks import StudyPeaks


def _extended(peaks: StudyPeaks, length: int, window: int) -> np.ndarray:
    """The start of a window around each peak's centre, moved inside the chromosome."""
    return np.clip(peaks.centre.astype(np.int64) - window // 2, 0, length - window)


def _merged(
    starts: list[int], bits: list[int], window: int, overlap: int, last: int
) -> tuple[list[int], list[int]]:
    """Merge neighbours, those that overlap most first, until none overlap by `overlap` or more.

    Args:
        starts: ascending, without duplicates.
        bits: the experiments of each window, experiment t as bit t.
        window: bases in a window.
        overlap: the smallest overlap that is merged, in bases.
        last: the last start at which a window is inside the chromosome.

    Returns:
        Starts and experiments of the merged windows.
    """
    after = [*range(1, len(starts)), -1]
    before = [*range(-1, len(starts) - 1)]
    alive = [True] * len(starts)
    # Equal overlaps are merged from the left, since a pair is ordered by its left window next.
    heap = [(starts[row + 1] - starts[row], row, row + 1) for row in range(len(starts) - 1)]
    heapq.heapify(heap)
    while heap and heap[0][0] <= window - overlap:
        distance, left, right = heapq.heappop(heap)
        is_current = alive[left] and after[left] == right
        if not is_current or starts[right] - starts[left] != distance:
            continue
        # A window counts once more than it has experiments.
        weights = 1 + bits[left].bit_count(), 1 + bits[right].bit_count()
        half = window // 2
        middles = (starts[left] + half) * weights[0] + (starts[right] + half) * weights[1]
        middle = (2 * middles + sum(weights)) // (2 * sum(weights))
        starts[left] = min(max(middle - half, 0), last)
        bits[left] |= bits[right]
        alive[right] = False
        after[left] = after[right]
        if after[left] >= 0:
            before[after[left]] = left
            heapq.heappush(heap, (starts[after[left]] - starts[left], left, after[left]))
        if before[left] >= 0:
            distance = starts[left] - starts[before[left]]
            heapq.heappush(heap, (distance, before[left], left))
    kept = [row for row, lives in enumerate(alive) if lives]
    return [starts[row] for row in kept], [bits[row] for row in kept]


def _with_bits(peaks: StudyPeaks, starts: np.ndarray, tasks: int) -> tuple[np.ndarray, np.ndarray]:
    """The different starts, ascending, and the packed experiments of each."""
    unique, row = np.unique(starts, return_inverse=True)
    bits = no_bits(len(unique), tasks)
    np.bitwise_or.at(bits, (row, peaks.task // 8), (1 << peaks.task % 8).astype(np.uint8))
    return unique, bits


def merge_windows(
    starts: np.ndarray, bits: np.ndarray, *, window: int, overlap: int, last: int
) -> tuple[np.ndarray, np.ndarray]:
    """Merge windows that overlap by `overlap` bases or more, as Basset's preprocessing does.

    The pair of neighbours that overlap most is merged first: the new window is around the mean of
    both middles, weighted by one more than their numbers of experiments.

    Args:
        starts: ascending, without duplicates, int64, shape (n,).
        bits: packed experiments of each, uint8, shape (n, bytes).
        window: bases in a window.
        overlap: bases.
        last: the last start at which a window is inside the chromosome.

    Returns:
        Starts and packed experiments of the merged windows, in ascending order.
    """
    cuts = np.flatnonzero(np.diff(starts) > window - overlap) + 1
    bounds = np.concatenate([[0], cuts, [len(starts)]])
    sizes = np.diff(bounds)
    width = bits.shape[1]
    found = [(starts[bounds[:-1][sizes == 1]], bits[bounds[:-1][sizes == 1]])]
    for first, end in zip(bounds[:-1][sizes > 1], bounds[1:][sizes > 1], strict=True):
        numbers = [int.from_bytes(row.tobytes(), "little") for row in bits[first:end]]
        own, experiments = _merged(starts[first:end].tolist(), numbers, window, overlap, last)
        packed = b"".join(number.to_bytes(width, "little") for number in experiments)
        found.append((np.array(own), np.frombuffer(packed, np.uint8).reshape(-1, width)))
    merged, labels = (np.concatenate(part) for part in zip(*found, strict=True))
    order = np.argsort(merged, kind="stable")
    return merged[order], labels[order]


def regions_of(
    peaks: StudyPeaks,
    avoid: np.ndarray,
    length: int,
    *,
    tasks: int,
    window: int,
    overlap: int,
) -> LabelledWindows:
    """The regions of one chromosome: a positive of each experiment with a peak merged into it.

    A region that overlaps the blacklist, or a peak that an experiment does not use, is not measured
    in that experiment, unless it is positive.

    Args:
        peaks: the chromosome's peaks.
        avoid: starts and ends of blacklisted regions, int64, shape (m, 2).
        length: bases of the chromosome.
        tasks: number of experiments.
        window: bases of a region.
        overlap: the smallest overlap at which two regions are merged, in bases.
    """
    kept = peaks.select(peaks.kept)
    if length < window or not len(kept):
        return LabelledWindows(np.empty(0, np.int64), no_bits(0, tasks), no_bits(0, tasks))
    starts, bits = _with_bits(kept, _extended(kept, length, window), tasks)
    starts, bits = merge_windows(starts, bits, window=window, overlap=overlap, last=length - window)
    unmeasured = no_bits(len(starts), tasks)
    unmeasured[touched(starts, window, avoid[:, 0], avoid[:, 1])] = 255
    unused = peaks.select(~peaks.kept)
    for task in unused.tasks():
        own = unused.of_task(task)
        set_bit(unmeasured, touched(starts, window, own.start, own.end), task)
    return LabelledWindows(starts, bits, unmeasured)
