"""Overlaps, unions and differences of intervals, by pybedtools."""

import atexit
import functools
import shutil
import tempfile
from os import PathLike
from pathlib import Path

import numpy as np
import pybedtools

from bindery.files import write_text
from bindery.genomics.intervals import Intervals


def overlapping(intervals: Intervals, regions: str | PathLike) -> np.ndarray:
    """Which intervals share a base with any region of a BED file: bool, shape (n,)."""
    mask = np.zeros(len(intervals), bool)
    if len(intervals):
        numbered = zip(intervals.chrom, intervals.start, intervals.end, strict=True)
        text = "".join(f"{c}\t{s}\t{e}\t{i}\n" for i, (c, s, e) in enumerate(numbered))
        hits = bedtool(text).intersect(str(regions), u=True, nonamecheck=True)
        lines = Path(hits.fn).read_text().splitlines()
        mask[[int(line.rsplit("\t", 1)[1]) for line in lines]] = True
    return mask


@functools.cache
def _scratch() -> str:
    folder = tempfile.mkdtemp(prefix="bindery-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def bedtool(text: str) -> pybedtools.BedTool:
    """A BedTool of BED text; its files are in a scratch folder that is removed at the end."""
    pybedtools.set_tempdir(_scratch())
    return pybedtools.BedTool(text, from_string=True)


def write_merged(path: str | PathLike, groups: list[Intervals], lengths: dict[str, int]) -> None:
    """Write the merged union of intervals as BED3, clipped to the chromosomes."""
    lines = []
    for group in groups:
        for name, start, end in zip(group.chrom, group.start, group.end, strict=True):
            clipped = max(int(start), 0), min(int(end), lengths[name])
            if clipped[0] < clipped[1]:
                lines.append(f"{name}\t{clipped[0]}\t{clipped[1]}\n")
    merged = bedtool("".join(lines)).sort().merge() if lines else None
    write_text(path, "" if merged is None else Path(merged.fn).read_text())


def overlapping_any(intervals: Intervals, avoid: Intervals) -> np.ndarray:
    """Which intervals share a base with any interval of `avoid`: bool, shape (n,)."""
    rows = zip(avoid.chrom, avoid.start, avoid.end, strict=True)
    regions = bedtool("".join(f"{name}\t{start}\t{end}\n" for name, start, end in rows))
    return overlapping(intervals, regions.fn)
