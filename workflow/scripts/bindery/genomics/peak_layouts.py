"""Tell by its first rows what the columns of an interval file hold, or that it is no BED."""

import itertools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from bindery.errors import InputError

Cells = Sequence[str]
STRANDS = ("+", "-", ".")
ACCEPTED = "give BED3 to BED6 (3-6 columns), broadPeak (9) or narrowPeak (10)"
FROM_ONE = "convert it to BED: subtract 1 from each start, and keep chrom, start and end"
LETTERS = re.compile(r"[ACGTNacgtn.,*<>]+")
WHOLE = re.compile(r"-?\d{1,18}")
OFFSET = re.compile(r"-?\d{1,18}(\.0*)?")
COLOUR = re.compile(r"0|\.|\d{1,3},\d{1,3},\d{1,3},?")
NUMBERS = re.compile(r"\d+(,\d+)*,?")
REGION = re.compile(r"\S+:[\d,]+(-|\.\.)[\d,]+")
CIGAR = re.compile(r"(\d+[MIDNSHP=X])+|\*")
# Names of columns of MACS's tables, which count from 1.
OF_MACS = {"abs_summit", "pileup", "fold_enrichment", "-10*log10(pvalue)"}


@dataclass(frozen=True)
class Layout:
    """Which columns of a file hold what, counted from 0.

    Attributes:
        name: of the format.
        width: number of columns.
        label: column of the names, or None.
        scores: columns that may hold the score, the preferred first.
        strand: column of the strands, or None.
        summit: column of the summits as distances from the start, or None.
    """

    name: str
    width: int
    label: int | None = None
    scores: tuple[int, ...] = ()
    strand: int | None = None
    summit: int | None = None


class _Other(NamedTuple):
    """A format that counts or writes its columns in another way."""

    applies: Callable[[list[Cells]], bool]
    problem: str
    remedy: str


def is_number(cell: str) -> bool:
    """Whether a cell is a number."""
    try:
        return float(cell) == float(cell)
    except ValueError:
        return False


def _whole(*cells: str) -> bool:
    return all(WHOLE.fullmatch(cell) for cell in cells)


def _of_all(test: Callable[[Cells], bool], least: int) -> Callable[[list[Cells]], bool]:
    """Whether all rows have so many cells and pass a test."""
    return lambda rows: all(len(cells) >= least and test(cells) for cells in rows)


def _is_share(cell: str) -> bool:
    return is_number(cell) and 0 <= float(cell) <= 1


def _is_header(rows: list[Cells]) -> bool:
    first, *others = rows
    names = [cell.lower() for cell in first[:3]]
    named = len(names) == 3 and not any(map(is_number, names[1:])) and all(names)
    told = names[1:2] and re.search("start|begin|pos|coord", names[1])
    return named and (bool(told) or (bool(others) and _whole(*others[0][1:3])))


def _is_macs(rows: list[Cells]) -> bool:
    return bool(_is_header(rows) and {cell.lower() for cell in rows[0]} & OF_MACS)


def _has_length_from_one(rows: list[Cells]) -> bool:
    """Whether column 4 is the length of a region whose first base is its start."""
    return len(rows) > 1 and all(
        len(c) > 4 and _whole(*c[1:4]) and int(c[3]) == int(c[2]) - int(c[1]) + 1 for c in rows
    )


def _touching(rows: list[Cells]) -> bool:
    """Whether rows of four columns are a track: each begins where the one before ends."""
    if len(rows) < 3 or not all(len(c) == 4 and _whole(*c[1:3]) and is_number(c[3]) for c in rows):
        return False
    # Numbers of windows are different whole numbers.
    values = [cells[3] for cells in rows]
    if len(set(values)) == len(values) and all(map(_whole, values)):
        return False
    pairs = list(itertools.pairwise(rows))
    return sum(one[2] == other[1] for one, other in pairs) > 0.9 * len(pairs)


def _is_bedpe(rows: list[Cells]) -> bool:
    """Whether columns 4 to 6 are a second region, mostly on the chromosomes of the first ones."""
    if not all(len(c) >= 6 and _whole(*c[1:3], *c[4:6]) for c in rows):
        return False
    names = {cells[0] for cells in rows} | {"."}
    return _mostly(
        lambda name: name in names or name.lower().startswith("chr"), [c[3] for c in rows]
    )


OTHERS = (
    _Other(
        lambda rows: rows[0][0].startswith(">"),
        "this is FASTA, not a BED file",
        "name it in the column `sequences` of the experiments table",
    ),
    _Other(
        lambda rows: rows[0][0].startswith("@"),
        "these are reads, not a BED file",
        "give peaks called from them",
    ),
    _Other(
        _of_all(lambda c: len(c) == 1 and bool(REGION.fullmatch(c[0])), 1),
        "regions are written as chrom:start-end",
        "write chrom, start and end into three columns, the first base of a chromosome as 0",
    ),
    _Other(
        lambda rows: len(rows[0]) == 1 and rows[0][0].count(",") >= 2,
        "columns are separated by commas",
        "separate them by tabs",
    ),
    _Other(
        lambda rows: len(rows[0]) == 1 and rows[0][0].count(";") >= 2,
        "columns are separated by semicolons",
        "separate them by tabs",
    ),
    _Other(
        _of_all(lambda c: len(c) == 2 and _whole(c[1]), 2),
        "2 columns, a name and a number: these are lengths of chromosomes, not regions",
        ACCEPTED,
    ),
    _Other(
        _of_all(lambda c: len(c) == 3 and _whole(c[1]) and int(c[1]) > 1 and _is_share(c[2]), 3),
        "these are values at positions, such as levels of methylation, not regions",
        ACCEPTED,
    ),
    _Other(_is_macs, "this is a table of MACS, which counts from 1", FROM_ONE),
    _Other(
        _has_length_from_one,
        "column 4 is the length of a region that counts from 1, as in tables of MACS and of R's "
        "GRanges",
        FROM_ONE,
    ),
    _Other(
        _of_all(
            lambda c: (
                len(c) in (8, 9)
                and _whole(*c[3:5])
                and not _whole(*c[1:3])
                and c[6] in ("+", "-", ".", "?")
            ),
            8,
        ),
        "this is GFF or GTF, which counts from 1 and has start and end in columns 4 and 5",
        FROM_ONE,
    ),
    _Other(
        _of_all(
            lambda c: _whole(c[1]) and not _whole(c[2]) and all(map(LETTERS.fullmatch, c[3:5])), 8
        ),
        "this is a VCF file of variants, not a BED file",
        "give peaks as BED",
    ),
    _Other(
        _of_all(lambda c: _whole(c[1], c[3], c[4]) and bool(CIGAR.fullmatch(c[5])), 11),
        "these are aligned reads (SAM), not a BED file",
        "give peaks called from them",
    ),
    _Other(
        _is_bedpe,
        "this is BEDPE, with two regions a row",
        "give peaks, a region a row",
    ),
    _Other(
        _of_all(lambda c: not _whole(c[1]) and _whole(*c[2:4]), 4),
        "chromosome, start and end are in columns 2 to 4, as in HOMER's peak files, which count "
        "from 1",
        "convert it to BED (HOMER has pos2bed.pl); if it counts from 0, remove the first column",
    ),
    _Other(
        _touching,
        "each row begins where the one before ends: this is a track of a signal, not of peaks",
        "give peaks called from it",
    ),
    _Other(
        _is_header,
        "this row is a header: its second column is not a whole number",
        "begin it with '#', or remove it; the first columns are chrom, start and end",
    ),
)


def without_empty_ends(rows: list[Cells]) -> list[Cells]:
    """Rows without the last columns that are empty in all of them, as spreadsheets leave them."""
    filled = max(max((i + 1 for i, c in enumerate(r) if c.strip()), default=0) for r in rows)
    return [cells[:filled] for cells in rows]


def layout_of(rows: list[Cells], file: str, row: int) -> Layout:
    """The layout of a file of intervals.

    Args:
        rows: cells of the first rows, at least one.
        file: name of the file, for errors.
        row: number of the first row, for errors.

    Raises:
        InputError: the file is of a known format that is no BED, or has fewer than 3 columns.
    """
    rows = without_empty_ends(rows)
    # Tables of other programs are recognised below their header too.
    worded = len(rows) > 1 and not any(map(is_number, rows[0]))
    below = rows[1:] if worded else rows
    for other in OTHERS:
        if other.applies(rows) or (worded and other.applies(below)):
            raise InputError(other.problem, file=file, row=row, remedy=other.remedy)
    width = len(rows[0])
    if width < 3:
        raise InputError(f"{width} columns", file=file, row=row, remedy=ACCEPTED)
    whole = [cells for cells in rows if len(cells) == width]
    return _long(whole, width) if width > 6 else _short(whole, width)


def _short(rows: list[Cells], width: int) -> Layout:
    """The layout of three to six columns."""
    plain = Layout(f"BED{width}", width)
    if width == 3:
        return plain
    if width == 4 and _are_values([c[3] for c in rows]):
        return replace(plain, name="BED3 with a number", scores=(3,))
    named = replace(plain, label=3)
    if width == 5 and all(c[4] in STRANDS for c in rows) and any(c[4] != "." for c in rows):
        return replace(named, name="BED4 with a strand", strand=4)
    if width >= 5:
        named = replace(named, scores=(4,))
    return replace(named, strand=5) if width == 6 else named


def _long(rows: list[Cells], width: int) -> Layout:
    """The layout of more than six columns."""
    if not any(c[5] in STRANDS for c in rows):
        return Layout("BED3 with further columns", width, label=3)
    bed = Layout("BED6 with further columns", width, label=3, scores=(4,), strand=5)
    if width >= 12 and all(NUMBERS.fullmatch(c[10]) and NUMBERS.fullmatch(c[11]) for c in rows):
        if width == 15 and all(is_number(c[12]) for c in rows):
            return replace(bed, name="gappedPeak", scores=(12, 4))
        return replace(bed, name="BED12")
    if width >= 8 and all(_is_thick(c) for c in rows):
        return replace(bed, name=f"BED{min(width, 9)}")
    if width >= 9 and _mostly(is_number, [cell for c in rows for cell in c[6:9]]):
        if width >= 10 and _mostly(OFFSET.fullmatch, [c[9] for c in rows]):
            return replace(bed, name="narrowPeak", scores=(6, 4), summit=9)
        if width == 9:
            return replace(bed, name="broadPeak", scores=(6, 4))
    return bed


def _are_values(cells: list[str]) -> bool:
    """Whether numbers are measured values, and not the numbers of rows."""
    if not all(map(is_number, cells)):
        return False
    return not all(map(_whole, cells)) or (len(cells) > 9 and len(set(cells)) < 0.5 * len(cells))


def _mostly(test: Callable[[str], object], cells: list[str]) -> bool:
    """Whether more than half of some cells pass a test, so that the others are faulty or empty."""
    return sum(map(bool, map(test, cells))) > 0.5 * len(cells)


def _is_thick(cells: Cells) -> bool:
    """Whether columns 7 to 9 are a part of the region to be drawn thick, and a colour."""
    if not _whole(*cells[1:3], *cells[6:8]):
        return False
    start, end, first, last = (int(cells[column]) for column in (1, 2, 6, 7))
    return start <= first <= last <= end and (len(cells) < 9 or bool(COLOUR.fullmatch(cells[8])))
