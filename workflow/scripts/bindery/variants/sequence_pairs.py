"""Read a table of reference and alternative sequences, for studies without a genome."""

import logging
import re
from collections.abc import Iterator
from os import PathLike
from typing import NamedTuple

import numpy as np

from bindery import alphabet
from bindery.errors import InputError
from bindery.given.tables import Table, plain, read_table
from bindery.variants.allele_kinds import change_of
from bindery.variants.called_alleles import Unscored
from bindery.variants.changes_file import Changes

logger = logging.getLogger(__name__)

ROWS_AT_ONCE = 1 << 13
# Names of columns, plainly written: with the word sequence or a length, or without.
SEQUENCE = r"_?(seq|sequence)(_?\d+)?"
PATTERNS = {
    "reference": (rf"(ref|reference|wt|wildtype){SEQUENCE}", r"reference|ref|wt|wildtype"),
    "alternative": (
        rf"(alt|alternative|alternate|mut|mutant){SEQUENCE}",
        r"alternative|alternate|alt|mutant|mut",
    ),
    "name": (r"id|name|variant|variant_id|rsid|snp",),
    "chrom": (r"chrom|chr|chromosome|#chrom",),
    "position": (r"pos|position",),
}
NAMES = ("reference", "alternative", "ref_seq", "alt_seq", "ref_sequence", "alt_sequence", "id")
REMEDY = (
    "give a VCF, or a tab-separated table with the columns 'reference' and 'alternative' of "
    "sequences"
)
EMPTY = "a sequence is empty"


class Windows(NamedTuple):
    """Bases of the models' widest and narrowest window, and those on each side for shifts."""

    widest: int
    narrowest: int
    shifts: int

    @property
    def stored(self) -> int:
        """Bases that are stored of each sequence."""
        return self.widest + 2 * self.shifts


def read_pairs(
    file: str | PathLike, windows: Windows, unscored: list[Unscored]
) -> Iterator[Changes]:
    """Read the pairs of sequences of a table, some at a time.

    Sequences that fit into the narrowest window are in its middle, as in training. Of longer ones
    the first changed base is in the middle, or as near as the sequence's ends let it be where all
    models have one window. Unknown bases are around them. Both sequences begin at one column.

    Args:
        file: table with a header: columns of reference and alternative sequences, in any of their
            usual names, and a name, chromosome and position if it has them.
        windows: lengths of the models' windows.
        unscored: list to which rows are added that are not scored.

    Raises:
        InputError: the file is no table with such columns.
    """
    table = read_table(file, "table of variants", [*NAMES, *_header_names(file)], REMEDY)
    columns = _columns(table, str(file))
    rows: list[tuple] = []
    for number, cells in table.rows:
        row = {name: cells[at] for name, at in columns.items()}
        found = _pair(row, number, windows)
        if isinstance(found, Unscored):
            unscored.append(found)
            continue
        rows.append(found)
        if len(rows) >= ROWS_AT_ONCE:
            yield _changes(rows)
            rows = []
    if rows:
        yield _changes(rows)


def _header_names(file: str | PathLike) -> list[str]:
    """Names that a header may have, such as ref_seq_101, which tell it from other lines."""
    table = read_table(file, "table of variants", NAMES, REMEDY)
    every = [pattern for patterns in PATTERNS.values() for pattern in patterns]
    cells = [plain(cell) for name in table.header for cell in re.split(r"[,;\s]", name)]
    return [cell for cell in cells if any(re.fullmatch(pattern, cell) for pattern in every)]


def _columns(table: Table, file: str) -> dict[str, int]:
    """Our name of each column that is understood -> its number."""
    found: dict[str, int] = {}
    names = [plain(name) for name in table.header]
    for ours, patterns in PATTERNS.items():
        for pattern in patterns:
            matching = [at for at, name in enumerate(names) if re.fullmatch(pattern, name)]
            if len(matching) > 1:
                both = "' and '".join(table.header[at] for at in matching[:2])
                raise InputError(
                    f"columns '{both}' may both be the {ours}",
                    file=file,
                    row=table.number,
                    remedy="keep one",
                )
            if matching and ours not in found:
                found[ours] = matching[0]
    for ours in ("reference", "alternative"):
        if ours not in found:
            raise InputError(
                f"there is no column of {ours} sequences",
                file=file,
                row=table.number,
                remedy=REMEDY,
            )
        logger.info("%s: column '%s' is read as '%s'", file, table.header[found[ours]], ours)
    others = [name for at, name in enumerate(table.header) if at not in found.values()]
    if others:
        logger.info("%s: columns that are not read: %s", file, ", ".join(others))
    return found


def _pair(row: dict[str, str], number: int, windows: Windows) -> tuple | Unscored:
    """Codes of both windows, and what the change is."""
    reference, alternative = row["reference"].upper(), row["alternative"].upper()
    given = row.get("position", "")
    position = int(given) if given.isdigit() else 0
    own = (number, row.get("name") or f"row_{number}", row.get("chrom", ""), given)
    if not reference or not alternative:
        return Unscored(*own, reference, alternative, EMPTY)
    change = change_of(reference, alternative)
    if isinstance(change, str):
        return Unscored(*own, reference, alternative, change)
    start = _start((len(reference), len(alternative)), change.before, windows)
    both = (alphabet.encode(letters) for letters in (reference, alternative))
    codes = [_placed(one, start, windows.stored) for one in both]
    offset = start + change.before
    return (*codes, *own[:3], position, change.removed, change.inserted, change.kind, offset)


def _start(lengths: tuple[int, int], before: int, windows: Windows) -> int:
    """The column of both sequences' first base; negative if it is not in the window."""
    if max(lengths) <= windows.narrowest:
        return (windows.stored - lengths[0]) // 2
    middle = windows.stored // 2 - before
    if windows.narrowest < windows.widest:
        return middle
    # Every model sees the whole window, so that none of it need be unknown.
    least = windows.stored - windows.shifts - min(lengths)
    return min(max(middle, least), windows.shifts) if least <= windows.shifts else middle


def _placed(codes: np.ndarray, start: int, stored: int) -> np.ndarray:
    window = np.full(stored, alphabet.UNKNOWN, np.uint8)
    low, high = max(0, start), min(stored, start + len(codes))
    window[low:high] = codes[low - start : high - start]
    return window


def _changes(rows: list[tuple]) -> Changes:
    reference, alternative, line, name, chrom, position, ref, alt, kind, offset = zip(
        *rows, strict=True
    )
    return Changes(
        reference=np.stack(reference),
        alternative=np.stack(alternative),
        line=np.array(line, np.int64),
        name=np.array(name, object),
        chrom=np.array(chrom, object),
        position=np.array(position, np.int64),
        ref=np.array(ref, object),
        alt=np.array(alt, object),
        kind=np.array(kind, object),
        haplotype=np.array([""] * len(rows), object),
        offset=np.array(offset, np.int64),
    )
