"""Background windows: where a protein is taken not to bind."""

import csv
import logging
from os import PathLike

import numpy as np

from bindery import alphabet
from bindery.data.gc_matching import Setting, windows_at
from bindery.data.sequences import read_sequences, windowed
from bindery.data.splits import SPLITS
from bindery.errors import InputError
from bindery.genomics.arithmetic import overlapping
from bindery.genomics.bed import read_bed
from bindery.genomics.intervals import Intervals, from_rows
from bindery.genomics.windows import inside, rename, resize, unknown_share
from bindery.row_counts import Account

logger = logging.getLogger(__name__)

COLUMNS = ("chrom", "start", "end", "name", "split", "sequence")
FLANK_STEPS = 10


def flank(positives: Intervals, setting: Setting, distance: int, record: Account) -> Intervals:
    """Windows beside each peak: the nearest free ones on either side.

    Args:
        positives: the peaks' windows.
        setting: see `Setting`.
        distance: bases between a peak's window and the first candidate.
        record: takes the counts.

    Returns:
        Up to `ratio` windows a peak, each named after its peak.
    """
    lengths = setting.genome.lengths
    first_side = setting.generator.integers(0, 2, len(positives)) * 2 - 1
    left = np.full(len(positives), setting.ratio)
    taken: set[tuple[str, int]] = set()
    chosen: list[tuple] = []
    for step in range(FLANK_STEPS):
        for side in (first_side, -first_side):
            start = positives.start + side * (setting.window + distance + step * setting.window)
            there = windows_at(positives.chrom, start, setting.window)
            fits = inside(there, lengths) & (left > 0)
            fits[fits] = ~overlapping(there.select(fits), setting.excluded)
            fits[fits] = unknown_share(setting.genome, there.select(fits)) <= setting.max_unknown
            for index in np.flatnonzero(fits):
                place = there.chrom[index], int(there.start[index])
                if place not in taken:
                    taken.add(place)
                    left[index] -= 1
                    name = f"background_{positives.name[index]}"
                    chosen.append((*place, place[1] + setting.window, name, 0.0, ".", -1, 0))
    record.note("matched", "beside its peak", len(chosen))
    if left.sum():
        record.note("dropped", "no free window beside the peak", left.sum())
    return from_rows(chosen)


def given_intervals(
    path: str, setting: Setting, aliases: dict[str, str], assembly: str, record: Account
) -> Intervals:
    """Windows at the regions of a BED file of the user's, those that overlap peaks left out."""
    raw = read_bed(path)
    if not len(raw):
        raise InputError("it has no regions", file=path, remedy="give a file with rows")
    record.note("read", "given regions", len(raw))
    raw = rename(raw, aliases, setting.genome.lengths, path, assembly)
    windows = resize(raw, setting.window)
    windows = record.keep(
        windows, inside(windows, setting.genome.lengths), "window leaves the chromosome"
    )
    free = ~overlapping(windows, setting.excluded)
    windows = record.keep(windows, free, "overlaps a peak or the blacklist")
    clear = unknown_share(setting.genome, windows) <= setting.max_unknown
    return record.keep(windows, clear, "too many unknown bases")


def given_sequences(
    path: str, window: int, shares: np.ndarray, record: Account
) -> list[tuple[str, str, str]]:
    """(name, split, sequence) of each; those without a split get one by their own content."""
    records = read_sequences(path)
    record.note("read", "given sequences", len(records))
    codes = np.stack([windowed(entry, window, path) for entry in records])
    # The lesser of two strands' digests: below x of all with a chance of 1 - (1 - x)^2.
    position = 1 - (1 - alphabet.strandless_digest(codes) / 2.0**64) ** 2
    parts = np.searchsorted(np.cumsum(shares)[:-1], position, side="right")
    rows = []
    for entry, row, part in zip(records, codes, parts, strict=True):
        split = entry.split or SPLITS[part]
        if split not in SPLITS:
            raise InputError(
                f"split '{split}' is none of {', '.join(SPLITS)}", file=path, row=entry.row
            )
        rows.append((entry.name, split, alphabet.decode(row)))
    return rows


def read_background(path: str | PathLike) -> tuple[Intervals, list[tuple[str, str, str]]]:
    """Read what the rule draw_background wrote: windows, and those without a genome.

    Returns:
        Intervals; and (name, split, sequence) of each window that has none.
    """
    placed, loose = [], []
    with open(path, newline="") as handle:
        for row in csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row["sequence"]:
                loose.append((row["name"], row["split"], row["sequence"]))
            else:
                start, end = int(row["start"]), int(row["end"])
                placed.append((row["chrom"], start, end, row["name"], 0.0, ".", -1, 0))
    return from_rows(placed), loose
