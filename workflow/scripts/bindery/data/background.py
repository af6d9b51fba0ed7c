"""Background windows: where a protein is assumed not to bind."""

import logging
from dataclasses import dataclass
from os import PathLike

import numpy as np

from bindery import alphabet, tsv
from bindery.data.gc_matching import Setting, windows_at
from bindery.data.sequences import read_sequences, windowed
from bindery.data.splits import SPLITS
from bindery.errors import InputError
from bindery.genomics.genome_fit import of_genome
from bindery.genomics.interval_arithmetic import overlapping
from bindery.genomics.intervals import Intervals, from_stranded
from bindery.genomics.peak_files import read_bed
from bindery.genomics.windows import inside, resize, unknown_share
from bindery.row_counts import RowCounts

logger = logging.getLogger(__name__)

COLUMNS = ("chrom", "start", "end", "name", "split", "sequence", "background")
# A further column, if peaks are of RNA.
STRANDED = (*COLUMNS, "strand")
FLANK_STEPS = 10


def flank(positives: Intervals, setting: Setting, distance: int, record: RowCounts) -> Intervals:
    """The nearest free windows on either side of each peak.

    Args:
        positives: the peaks' windows.
        setting: see `Setting`.
        distance: bases between a peak's window and the first candidate.
        record: the row counts to add to.

    Returns:
        Up to `ratio` windows for each peak, each named after its peak.
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
                position = there.chrom[index], int(there.start[index])
                if position not in taken:
                    taken.add(position)
                    left[index] -= 1
                    name = f"background_{positives.name[index]}"
                    strand = positives.strand[index]
                    chosen.append((*position, position[1] + setting.window, name, strand))
    record.note("matched", "beside its peak", len(chosen))
    if left.sum():
        record.note("dropped", "no free window beside the peak", left.sum())
    return from_stranded(chosen)


def given_intervals(
    path: str,
    setting: Setting,
    aliases: dict[str, str],
    assembly: str,
    max_dropped: float,
    record: RowCounts,
) -> Intervals:
    """Windows at the regions of the user's BED file, except those that overlap a peak."""
    raw = read_bed(path)
    if not len(raw):
        raise InputError("the file has no regions", file=path, remedy="give a file with rows")
    record.note("read", "given regions", len(raw))
    raw, _ = of_genome(
        raw,
        aliases=aliases,
        lengths=setting.genome.lengths,
        file=path,
        assembly=assembly,
        max_dropped=max_dropped,
        record=record,
    )
    windows = resize(raw, setting.window)
    windows = record.keep(
        windows, inside(windows, setting.genome.lengths), "window leaves the chromosome"
    )
    free = ~overlapping(windows, setting.excluded)
    windows = record.keep(windows, free, "overlaps a peak or the blacklist")
    clear = unknown_share(setting.genome, windows) <= setting.max_unknown
    return record.keep(windows, clear, "too many unknown bases")


def given_sequences(
    path: str, window: int, shares: np.ndarray, record: RowCounts
) -> list[tuple[str, str, str]]:
    """(name, split, sequence) of each sequence; a missing split is drawn by the content."""
    records = read_sequences(path)
    record.note("read", "given sequences", len(records))
    codes = np.stack([windowed(entry, window, path) for entry in records])
    # A digest is the smaller of two strands', so it is below the share x with probability
    # 1 - (1 - x)^2.
    position = 1 - (1 - alphabet.strandless_digest(codes) / 2.0**64) ** 2
    parts = np.searchsorted(np.cumsum(shares)[:-1], position, side="right")
    rows = []
    for entry, row, part in zip(records, codes, parts, strict=True):
        split = entry.split or SPLITS[part]
        if split not in SPLITS:
            raise InputError(
                f"split '{split}' is not one of {', '.join(SPLITS)}", file=path, row=entry.row
            )
        rows.append((entry.name, split, alphabet.decode(row)))
    return rows


@dataclass
class Background:
    """The table of the rule draw_background.

    Attributes:
        windows: windows of the genome.
        of_windows: the method of each window, object, shape (n,).
        sequences: (name, split, sequence) of each sequence without an interval.
    """

    windows: Intervals
    of_windows: np.ndarray
    sequences: list[tuple[str, str, str]]


def read_background(path: str | PathLike) -> Background:
    """Read the table of the rule draw_background."""
    placed, methods, loose = [], [], []
    for row in tsv.read(path):
        if row["sequence"]:
            loose.append((row["name"], row["split"], row["sequence"]))
        else:
            place = (row["chrom"], int(row["start"]), int(row["end"]), row["name"])
            placed.append((*place, row.get("strand", ".")))
            methods.append(row["background"])
    return Background(from_stranded(placed), np.array(methods, object), loose)
