"""Random background windows of a genome, matched to peaks in several features."""

from collections.abc import Sequence

import numpy as np
from scipy.spatial import KDTree

from bindery.data.gc_matching import (
    Setting,
    Tiles,
    check_known,
    check_room,
    clean_tiles,
    genomic,
)
from bindery.data.splits import SPLITS, split_of
from bindery.data.window_features import check_masked, window_features
from bindery.genomics.intervals import Intervals, from_stranded
from bindery.genomics.windows import centre
from bindery.row_counts import RowCounts

# Random tiles for each window wanted; at least and at most so many in a split.
SAMPLED = 40
FEWEST, MOST = 10_000, 1 << 20
# Neighbours of each peak that are found at once, and of all peaks together.
NEIGHBOURS = 16
AT_ONCE = 1 << 22
# Standard deviations within which windows are as near as each other.
TIES = 1e-6

Values = dict[str, np.ndarray]


def matched(
    positives: Intervals,
    setting: Setting,
    match: Sequence[str],
    tolerance: float,
    starts: dict[str, np.ndarray],
    record: RowCounts,
) -> Intervals:
    """Random windows of the genome, matched to the peaks in some features and in split.

    GC content alone is matched by `genomic`. Otherwise a large random sample is drawn of the tiles
    of each split, and each peak gets the tile that is nearest in the features and not yet used.

    Args:
        positives: the peaks' windows.
        setting: see `Setting`.
        match: names of features, see `window_features`.
        tolerance: see `genomic`.
        starts: transcription starts by chromosome, where `match` has `starts`.
        record: the row counts to add to; they say how near the windows are.

    Returns:
        `ratio` windows for each peak, each named after the peak that it is matched to.

    Raises:
        InputError: a split's free regions are too small, or repeats are to be matched in a genome
            without lower-case bases.
    """
    if list(match) == ["gc"]:
        return genomic(positives, setting, tolerance, record)
    if "repeats" in match:
        check_masked(setting.genome)
    chosen: list[tuple] = []
    compared: list[tuple[Values, Values, Values]] = []
    parts = split_of(positives.chrom, setting.split, centre(positives))
    for part in np.unique(parts).tolist():
        here = positives.select(parts == part)
        wanted = here.select(np.tile(np.arange(len(here)), setting.ratio))
        sample = _sample(setting, part, len(wanted), record.file)
        target, values = (
            window_features(windows, match, setting.genome, starts) for windows in (wanted, sample)
        )
        index = nearest_unused(*_standardised(target, values), setting.generator)
        found = sample.select(index)
        names = [f"background_{name}" for name in wanted.name]
        columns = (found.chrom, found.start, found.end, names, wanted.strand)
        chosen += zip(*columns, strict=True)
        # The sample is in random order, so that its first windows are random ones.
        random = {name: own[: len(wanted)] for name, own in values.items()}
        compared.append((target, random, {name: own[index] for name, own in values.items()}))
    _note(match, compared, record)
    return from_stranded(chosen)


def _sample(setting: Setting, part: int, wanted: int, file: str) -> Intervals:
    """Random windows of a split, in random order, with few enough unknown bases."""
    tiles = Tiles(setting, part)
    check_room(tiles, wanted, SPLITS[part], file)
    most = max(MOST, 4 * wanted)
    count = min(len(tiles), max(FEWEST, SAMPLED * wanted), most)
    numbers = setting.generator.choice(len(tiles), count, replace=False)
    clean, windows = clean_tiles(tiles, numbers, setting)
    check_known(clean, wanted, setting)
    return windows


def _standardised(target: Values, sample: Values) -> tuple[np.ndarray, np.ndarray]:
    """Features of targets and sample as columns in which each feature weighs the same.

    Each column is divided by its standard deviation in the sample, and by the root of the number of
    its feature's columns.
    """
    scaled: list[tuple[np.ndarray, np.ndarray]] = []
    for name, values in sample.items():
        unit = values.std(axis=0) * np.sqrt(values.shape[1])
        unit[unit == 0] = 1
        scaled.append((target[name] / unit, values / unit))
    targets, samples = zip(*scaled, strict=True)
    return np.hstack(targets), np.hstack(samples)


def nearest_unused(
    target: np.ndarray, sample: np.ndarray, generator: np.random.Generator
) -> np.ndarray:
    """A different row of the sample for each target, the nearest ones first.

    Of all pairs of a target and one of its nearest rows, the closest pair whose target has no row
    and whose row is not used is taken next; among equally near ones, a random pair.

    Args:
        target: float64, shape (n, columns), in standard deviations.
        sample: float64, shape (m, columns), m >= n.
        generator: source of randomness.

    Returns:
        Indices of rows of the sample, int64, shape (n,), each once.
    """
    # A column of its own, because many equal rows would have the same few neighbours.
    target, sample = (
        np.column_stack([values, generator.uniform(0, TIES, len(values))])
        for values in (target, sample)
    )
    chosen = np.full(len(target), -1)
    used = np.zeros(len(sample), bool)
    neighbours = NEIGHBOURS
    while (left := np.flatnonzero(chosen < 0)).size:
        free = np.flatnonzero(~used)
        # Many equal targets have the same neighbours: more of them then save rounds.
        count = min(len(free), max(NEIGHBOURS, min(neighbours, AT_ONCE // left.size)))
        distance, near = KDTree(sample[free]).query(target[left], np.arange(1, count + 1))
        near = free[near]
        rows = np.repeat(left, count)
        for pair in np.lexsort((near.ravel(), rows, distance.ravel())).tolist():
            row, tile = rows[pair], near.flat[pair]
            if chosen[row] < 0 and not used[tile]:
                chosen[row], used[tile] = tile, True
        neighbours *= 2
    return chosen


def _note(
    match: Sequence[str], compared: list[tuple[Values, Values, Values]], record: RowCounts
) -> None:
    """Note how far background is from its peaks, on average, and how far random windows are."""
    for name in match:
        target, random, found = (
            np.concatenate([values[which][name] for values in compared]) for which in range(3)
        )
        before, after = (np.abs(own - target).mean() for own in (random, found))
        reason = f"{name}: mean difference {after:.4f}, of random windows {before:.4f}"
        record.note("matched", reason, len(target))
