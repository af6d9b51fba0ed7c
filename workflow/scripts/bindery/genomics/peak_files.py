"""Read BED, broadPeak and narrowPeak files and check each row; write BED."""

import itertools
import logging
import math
import re
import sys
from array import array
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from os import PathLike
from typing import IO

import numpy as np

from bindery.errors import InputError
from bindery.files import opened, write_text
from bindery.formats import START, foreign
from bindery.genomics.intervals import Intervals, from_rows
from bindery.genomics.peak_layouts import ACCEPTED, STRANDS, Layout, layout_of
from bindery.given.empty_cells import is_empty

logger = logging.getLogger(__name__)

HEADERS = ("#", "track", "browser")
INTEGER_DIGITS = 18
# The layout is told by so many rows.
FIRST_ROWS = 1000
# Numbers that are whole, written in ways that are not read.
WRITTEN_OTHERWISE = (
    (
        re.compile(r"\d{1,3}((,\d{3})+|(\.\d{3}){2,})"),
        "write it without separators of thousands",
    ),
    (re.compile(r"\d+[,;]"), "separate columns by tabs alone"),
    (
        re.compile(r"[A-Za-z_ ]+"),
        "if this row is a header, begin it with '#' or remove it; the first columns are chrom, "
        "start and end",
    ),
    (
        re.compile(r"\d+(\.\d+)?[eE]\+?\d+"),
        "write it without a power of ten (in R, options(scipen = 999) before write.table)",
    ),
    (re.compile(r"\d+\.0*"), "write it without decimals (in pandas, astype(int) before to_csv)"),
)
FIRST_COLUMNS = "the first columns are chrom, start and end, separated by tabs"
MOVED = "summits behind their peak's end, moved to its last base"
NO_STRAND = "strands that are none of + - ., read as none"
NO_SCORE = "scores that are no number, read as the lowest"
NO_SUMMIT = "summits that are empty, read as none"
SAME_SUMMITS = "%s: %d summits are all %d bases from the start, of peaks of several lengths"
NO_SUMMITS = "summits of 0 in each row, read as none: windows are around the peaks' middles"


@dataclass(frozen=True)
class PeakFile:
    """A file of intervals, and how it was read.

    Attributes:
        intervals: the rows.
        layout: name of the format.
        score: column of the score, counted from 1, or None if the file has none.
        corrected: what was read otherwise than written -> number of rows.
    """

    intervals: Intervals
    layout: str
    score: int | None
    corrected: dict[str, int]


def _integer(text: str, what: str, file: str, row: int) -> int:
    try:
        if "_" in text or len(text) > INTEGER_DIGITS:  # Python would read 1_000 as a number.
            raise ValueError
        return int(text)
    except ValueError:
        ways = (remedy for pattern, remedy in WRITTEN_OTHERWISE if pattern.fullmatch(text))
        raise InputError(
            f"{what} '{text}' is not a whole number",
            file=file,
            row=row,
            remedy=next(ways, FIRST_COLUMNS),
        ) from None


def _number(text: str) -> float:
    """A score, NaN if it is none."""
    try:
        return float(text)
    except ValueError:
        return math.nan


def _lines(handle: IO[bytes], file: str) -> Iterator[tuple[int, list[str]]]:
    """Number and cells of each row, without comments and track lines."""
    for number, line in enumerate(_split_lines(handle), 1):
        try:
            text = line.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
        except UnicodeDecodeError:
            raise InputError(
                "this is not UTF-8 text", file=file, row=number, remedy="save it as UTF-8"
            ) from None
        if not text.strip() or text.startswith(HEADERS):
            continue
        cells = text.split("\t") if "\t" in text else text.split()
        if '"' in text:
            cells = [cell.strip('"') for cell in cells]
            if not any(map(str.strip, cells)):
                continue
        yield number, cells


def _split_lines(handle: IO[bytes]) -> Iterator[bytes]:
    """Lines that end as on any system: old Macintosh files have carriage returns alone."""
    for line in handle:
        yield from re.split(rb"\r(?!\n|$)", line) if b"\r" in line[:-2] else (line,)


class _Rows:
    """Reads rows of one layout, and counts what is read otherwise than written."""

    def __init__(self, layout: Layout, file: str):
        self.layout, self.file = layout, file
        self.corrected: Counter[str] = Counter()
        self.scores = [array("d") for _ in layout.scores]

    def read(self, rows: Iterator[tuple[int, list[str]]]) -> Iterator[tuple]:
        for row, cells in rows:
            yield self._row(self._checked(cells, row), row)

    def _checked(self, cells: list[str], row: int) -> list[str]:
        width = self.layout.width
        if len(cells) < width or any(cell.strip() for cell in cells[width:]):
            raise InputError(
                f"{len(cells)} columns, but {width} in the rows above",
                file=self.file,
                row=row,
                remedy=ACCEPTED,
            )
        return cells

    def _row(self, cells: list[str], row: int) -> tuple:
        layout = self.layout
        chrom = cells[0].strip()
        start = _integer(cells[1], "start", self.file, row)
        end = _integer(cells[2], "end", self.file, row)
        if not chrom:
            raise InputError("the chromosome is empty", file=self.file, row=row, remedy="name it")
        if start < 0:
            raise InputError(
                f"start {start} is negative", file=self.file, row=row, remedy="correct it"
            )
        if start >= end:
            raise InputError(
                f"start {start} is not below end {end}",
                file=self.file,
                row=row,
                remedy="BED is 0-based and half-open: a single base has end = start + 1",
            )
        for column, values in zip(layout.scores, self.scores, strict=True):
            values.append(_number(cells[column]))
        name = "." if layout.label is None else cells[layout.label] or "."
        strand = "." if layout.strand is None else cells[layout.strand].strip() or "."
        if strand not in STRANDS:
            self.corrected[NO_STRAND] += 1
            strand = "."
        summit = (
            -1 if layout.summit is None else self._summit(cells[layout.summit], row, start, end)
        )
        return sys.intern(chrom), start, end, name, 0.0, sys.intern(strand), summit, row

    def _summit(self, text: str, row: int, start: int, end: int) -> int:
        if is_empty(text):
            self.corrected[NO_SUMMIT] += 1
            return -1
        offset = _integer(re.sub(r"\.0*$", "", text), "summit", self.file, row)
        if start <= offset < end and offset > end - start:
            raise InputError(
                f"summit {offset} is a position in the chromosome",
                file=self.file,
                row=row,
                remedy="column 10 counts from the peak's start: subtract the start, or write -1",
            )
        if offset > end - start:
            raise InputError(
                f"summit {offset} is outside its peak of {end - start} bases",
                file=self.file,
                row=row,
                remedy="column 10 counts from the peak's start; -1 is for none",
            )
        # ENCODE's uniform peaks have such rows.
        if offset == end - start:
            self.corrected[MOVED] += 1
            offset -= 1
        return start + offset if offset >= 0 else -1


def _score(rows: _Rows) -> tuple[int | None, np.ndarray | None]:
    """The column of the score, counted from 1, and its values; None for both without one.

    Of the columns that may hold it, the first whose values differ.
    """
    columns = [np.array(values) for values in rows.scores]
    known = [
        (column + 1, values)
        for column, values in zip(rows.layout.scores, columns, strict=True)
        if (~np.isnan(values)).mean() >= 0.5
    ]
    if not known:
        return None, None
    differing = [(column, values) for column, values in known if len(np.unique(values)) > 1]
    column, values = (differing or known)[0]
    missing = np.isnan(values)
    if missing.any():
        rows.corrected[NO_SCORE] += int(missing.sum())
        values = np.where(missing, min(0.0, np.nanmin(values)), values)
    return column, values


def _without_false_summits(intervals: Intervals, rows: _Rows) -> Intervals:
    """Summits at the first base of all peaks, which have several lengths, are none."""
    if rows.layout.summit is None or len(np.unique(intervals.end - intervals.start)) < 2:
        return intervals
    offsets = np.unique(intervals.summit - intervals.start)
    if len(offsets) == 1 and offsets[0] == 0:
        rows.corrected[NO_SUMMITS] += len(intervals)
        intervals.summit[:] = -1
    elif len(offsets) == 1 and (intervals.summit >= 0).all():
        logger.warning(SAME_SUMMITS, rows.file, len(intervals), offsets[0])
    return intervals


def read_peaks(path: str | PathLike, origin: str | None = None) -> PeakFile:
    """Read and check a file of intervals, gzipped or not; its format is told by its content.

    BED3 to BED12, broadPeak, narrowPeak, gappedPeak, and any file whose first columns are those of
    BED. The score of a broadPeak or narrowPeak is its signal value (column 7), or column 5 if all
    signal values are equal. What is read otherwise than written is logged as a warning.

    Args:
        path: the file.
        origin: the file's name in errors; the path if None.

    Raises:
        InputError: the file is of another format (the error says of which), or is not text, or a
            row has a wrong number of columns, a bad number, a start that is not below its end, or a
            summit outside its peak. The error names file and row.
    """
    file = str(origin or path)
    with opened(path, file) as handle:
        other = foreign(handle.read(START))
    if other is not None:
        raise InputError(f"this is {other.what}, not a BED file", file=file, remedy=other.remedy)
    with opened(path, file) as handle:
        lines = _lines(handle, file)
        first = list(itertools.islice(lines, FIRST_ROWS))
        if not first:
            return PeakFile(from_rows([]), "BED", None, {})
        layout = layout_of([cells for _, cells in first], file, first[0][0])
        rows = _Rows(layout, file)
        intervals = from_rows(rows.read(itertools.chain(first, lines)))
    intervals = _without_false_summits(intervals, rows)
    column, scores = _score(rows)
    if scores is not None:
        intervals.score = scores
    for what, count in rows.corrected.items():
        logger.warning("%s: %d %s", file, count, what)
    return PeakFile(intervals, layout.name, column, dict(rows.corrected))


def read_bed(path: str | PathLike, origin: str | None = None) -> Intervals:
    """The intervals of a file, see `read_peaks`; none if the file is empty."""
    return read_peaks(path, origin).intervals


def write_bed(path: str | PathLike, intervals: Intervals) -> None:
    """Write BED6, with scores as the shortest texts that give the same numbers when read."""
    columns = zip(
        intervals.chrom,
        intervals.start.tolist(),
        intervals.end.tolist(),
        intervals.name,
        intervals.score.tolist(),
        intervals.strand,
        strict=True,
    )
    write_text(path, "".join("\t".join(map(_text, row)) + "\n" for row in columns))


def _text(value: str | int | float) -> str:
    return repr(value).removesuffix(".0") if isinstance(value, float) else str(value)
