"""Read BED, broadPeak and narrowPeak files and check each row; write BED."""

import math
import sys
from collections.abc import Iterator
from os import PathLike
from typing import IO

from bindery.errors import InputError
from bindery.files import opened, write_text
from bindery.formats import looks_like_html
from bindery.genomics.intervals import Intervals, from_rows

# BED3 to BED6, broadPeak (9) and narrowPeak (10): the formats that peak callers write.
COLUMNS_ACCEPTED = (3, 4, 5, 6, 9, 10)
NARROWPEAK = 10
HEADERS = ("#", "track", "browser")
STRANDS = ("+", "-", ".")
INTEGER_DIGITS = 18


def _integer(text: str, what: str, file: str, row: int) -> int:
    try:
        if "_" in text or len(text) > INTEGER_DIGITS:  # Python would read 1_000 as a number.
            raise ValueError
        return int(text)
    except ValueError:
        raise InputError(
            f"{what} '{text}' is not a whole number",
            file=file,
            row=row,
            remedy="the first columns are chrom, start and end, separated by tabs",
        ) from None


def _number(text: str, file: str, row: int) -> float:
    try:
        value = 0.0 if text == "." else float(text)
        if math.isnan(value):
            raise ValueError
    except ValueError:
        raise InputError(f"score '{text}' is not a number", file=file, row=row) from None
    return value


def _parse_row(columns: list[str], file: str, row: int) -> tuple:
    chrom, name, strand = columns[0], "", "."
    start = _integer(columns[1], "start", file, row)
    end = _integer(columns[2], "end", file, row)
    if start < 0:
        raise InputError(f"start {start} is negative", file=file, row=row, remedy="correct it")
    if start >= end:
        raise InputError(
            f"start {start} is not below end {end}",
            file=file,
            row=row,
            remedy="BED is 0-based and half-open: a single base has end = start + 1",
        )
    name = columns[3] if len(columns) > 3 else "."
    score = _number(columns[4], file, row) if len(columns) > 4 else 0.0
    strand = columns[5] if len(columns) > 5 else "."
    if strand not in STRANDS:
        raise InputError(f"strand '{strand}' is not one of + - .", file=file, row=row)
    summit = -1
    if len(columns) > 6:
        score = _number(columns[6], file, row)
    if len(columns) == NARROWPEAK:
        offset = _integer(columns[9], "summit", file, row)
        if offset >= end - start:
            raise InputError(
                f"summit {offset} is outside its peak of {end - start} bases", file=file, row=row
            )
        summit = start + offset if offset >= 0 else -1
    return sys.intern(chrom), start, end, name, score, sys.intern(strand), summit, row


def _rows(handle: IO[bytes], file: str) -> Iterator[tuple]:
    width = None
    for number, line in enumerate(handle, 1):
        if width is None and looks_like_html(line):
            raise InputError(
                "this is a web page, not a BED file",
                file=file,
                row=number,
                remedy="use the address of the file itself (on GitHub, the raw file's)",
            )
        try:
            text = line.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
        except UnicodeDecodeError:
            raise InputError("this is not text", file=file, row=number) from None
        if not text.strip() or text.startswith(HEADERS):
            continue
        columns = text.split("\t") if "\t" in text else text.split()
        width = width or len(columns)
        if len(columns) != width or width not in COLUMNS_ACCEPTED:
            above = f", but {width} in the rows above" if len(columns) != width else ""
            raise InputError(
                f"{len(columns)} columns{above}",
                file=file,
                row=number,
                remedy="give BED3 to BED6 (3-6 columns), broadPeak (9) or narrowPeak (10)",
            )
        yield _parse_row(columns, file, number)


def read_bed(path: str | PathLike, origin: str | None = None) -> Intervals:
    """Read and check BED3 to BED6, broadPeak or narrowPeak, gzipped or not.

    The score of a narrowPeak or broadPeak is its signal value (column 7).

    Args:
        path: the file.
        origin: the file's name in errors; the path if None.

    Returns:
        The intervals; none if the file is empty.

    Raises:
        InputError: the file is a web page or is not text, or a row has a wrong number of columns, a
            bad number, a start that is not below its end, or a summit outside its peak. The error
            names file and row.
    """
    file = str(origin or path)
    with opened(path, file) as handle:
        return from_rows(_rows(handle, file))


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
