"""Fit intervals to a genome and a model: chromosome names, bounds, and one length."""

import numpy as np

from bindery import alphabet
from bindery.errors import InputError
from bindery.genomics.genome import Genome
from bindery.genomics.intervals import Intervals
from bindery.given.chromosome_names import unknown_names

READ_AT_ONCE = 1 << 14


def rename(
    intervals: Intervals, aliases: dict[str, str], lengths: dict[str, int], file: str, assembly: str
) -> Intervals:
    """Give chromosomes the genome's names, and check that intervals fit it.

    Args:
        intervals: intervals as read from a file.
        aliases: the file's name of a chromosome -> the genome's.
        lengths: names and lengths of the genome's sequences.
        file: name of the file, for errors.
        assembly: name of the genome, for errors.

    Raises:
        InputError: names are unknown (the error gives aliases for all that are recognised), or an
            interval ends past its chromosome's end.
    """
    renamed = np.array([aliases.get(name, name) for name in intervals.chrom], object)
    unknown = [name for name in dict.fromkeys(renamed) if name not in lengths]
    if unknown:
        row = int(intervals.row[np.flatnonzero(renamed == unknown[0])[0]])
        raise unknown_names(unknown, lengths, assembly, file=file, row=row)
    past = np.flatnonzero(intervals.end > np.array([lengths[name] for name in renamed], np.int64))
    if past.size:
        first = past[0]
        name = renamed[first]
        raise InputError(
            f"{name}:{intervals.start[first]}-{intervals.end[first]} ends past the end of {name} "
            f"in {assembly} ({lengths[name]} bases; {past.size} such rows)",
            file=file,
            row=int(intervals.row[first]),
            remedy="the peaks are of another assembly, or the file is damaged",
        )
    intervals = intervals.select(np.arange(len(intervals)))
    intervals.chrom = renamed
    return intervals


def centre(intervals: Intervals) -> np.ndarray:
    """The base to centre a window on, the summit or else the middle: int64, shape (n,)."""
    middle = (intervals.start + intervals.end) // 2
    return np.where(intervals.summit >= 0, intervals.summit, middle)


def five_prime(intervals: Intervals) -> Intervals:
    """Intervals whose summit is their first base, from 5' to 3' on their strand."""
    found = intervals.select(np.arange(len(intervals)))
    found.summit = np.where(intervals.strand == "-", intervals.end - 1, intervals.start)
    return found


def resize(intervals: Intervals, window: int, stranded: bool = False) -> Intervals:
    """Windows of one length around each interval's centre; they may leave the chromosome.

    The centre is base `window // 2` of a window, from its left end, or if `stranded` from the 5'
    end of its strand.
    """
    before: np.ndarray | int = window // 2
    if stranded:
        before = np.where(intervals.strand == "-", (window - 1) // 2, window // 2)
    start = centre(intervals) - before
    resized = intervals.select(np.arange(len(intervals)))
    resized.start, resized.end = start, start + window
    return resized


def inside(intervals: Intervals, lengths: dict[str, int]) -> np.ndarray:
    """Which intervals lie wholly on their chromosome: bool, shape (n,)."""
    ends = np.array([lengths[name] for name in intervals.chrom], np.int64)
    return (intervals.start >= 0) & (intervals.end <= ends)


def unknown_share(genome: Genome, intervals: Intervals) -> np.ndarray:
    """Share of unknown bases in each of some intervals of one length: float64, shape (n,)."""
    shares = np.zeros(len(intervals))
    for first in range(0, len(intervals), READ_AT_ONCE):
        part = slice(first, first + READ_AT_ONCE)
        start, end = intervals.start[part], intervals.end[part]
        codes = genome.windows(intervals.chrom[part], start, int(end[0] - start[0]))
        shares[part] = (codes == alphabet.UNKNOWN).mean(axis=1)
    return shares


def padded_windows(genome: Genome, chrom: np.ndarray, start: np.ndarray, length: int) -> np.ndarray:
    """Codes of windows that may leave their chromosome, where they are unknown.

    Args:
        genome: the genome, opened.
        chrom: sequence names, shape (n,).
        start: first base of each, 0-based, may be negative, shape (n,).
        length: bases in each.

    Returns:
        uint8, shape (n, length).
    """
    sizes = genome.lengths
    ends = np.array([sizes[name] for name in chrom], np.int64)
    whole = (start >= 0) & (start + length <= ends)
    codes = np.full((len(start), length), alphabet.UNKNOWN, np.uint8)
    if whole.any():
        codes[whole] = genome.windows(chrom[whole], start[whole], length)
    for row in np.flatnonzero(~whole):
        first, last = max(int(start[row]), 0), min(int(start[row]) + length, int(ends[row]))
        if first < last:
            offset = first - int(start[row])
            one = genome.windows(chrom[row : row + 1], np.array([first]), last - first)
            codes[row, offset : offset + last - first] = one[0]
    return codes
