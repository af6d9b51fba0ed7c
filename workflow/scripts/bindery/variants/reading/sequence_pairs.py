"""From a table of reference and alternative sequences to changes; it needs no genome.

Sequences that fit into every model's window lie in the middle of it, as in training. Of longer ones
the first changed base is in the middle, or as near to it as the sequences' ends let it be where all
models have one window. Columns beyond their ends are unknown.
"""

import logging
import re
from collections.abc import Iterator
from os import PathLike
from typing import NamedTuple

import numpy as np

from bindery import alphabet
from bindery.errors import InputError
from bindery.files import opened
from bindery.formats import START
from bindery.given.empty_cells import is_empty
from bindery.given.pair_columns import REMEDY, PairColumns, is_pair_column, pair_columns
from bindery.given.tables import Table, plain, read_table
from bindery.variants.allele_kinds import EQUAL, HAPLOTYPE, OTHER_LETTERS, change_of
from bindery.variants.changes_file import Changes
from bindery.variants.placement import Edit
from bindery.variants.reading.accounting import Accounting, Unscored

logger = logging.getLogger(__name__)

AT_ONCE = 1 << 12
# Sequences below this are alleles alone.
SHORTEST = 10
EMPTY = "a sequence is empty"
SAME = "both sequences are the same"
UNKNOWN_CHANGE = "the change has letters other than A, C, G and T"
NO_BASES = "a sequence has letters that are no bases"


class Pair(NamedTuple):
    """A row: both sequences, and the cells that are kept."""

    line: int
    name: str
    chrom: str
    position: str
    reference: str
    alternative: str


class Placed(NamedTuple):
    """A pair with its change and the sequences' column."""

    pair: Pair
    edit: Edit
    kind: str
    first: int


def read_pairs(file: str | PathLike) -> list[Pair]:
    """Read a table of sequences, separated by tabs, commas or semicolons, gzipped or not.

    Columns that are not read are named in the log.

    Raises:
        InputError: there are no columns of references and alternatives, no rows, or only alleles.
    """
    table = _table(file)
    columns = pair_columns(table.header, str(file), table.number)
    pairs = [_pair(number, cells, columns) for number, cells in table.rows]
    if not pairs:
        raise InputError("the table has no rows", file=file, remedy="give a table with rows")
    if max(len(pair.reference) for pair in pairs) < SHORTEST:
        raise InputError(
            f"column '{table.header[columns.reference]}' has alleles without the sequence around "
            "them",
            file=file,
            row=table.number,
            remedy=f"give a VCF and a genome; or {REMEDY}",
        )
    used = {table.header[at] for at in columns if at is not None}
    others = [name for name in table.header if name and name not in used]
    if others:
        logger.info("%s: columns that are not read: %s", file, ", ".join(others))
    return pairs


def _table(file: str | PathLike) -> Table:
    # The names by which the header is known from other lines, and its separator is found.
    with opened(file) as handle:
        start = handle.read(START).decode("utf-8", "replace")
    cells = re.split(r"[\t,;\n\r]", start.lstrip("\ufeff"))
    names = {plain(cell.lstrip("#")) for cell in cells if is_pair_column(cell.lstrip("#"))}
    return read_table(file, "table of sequences", names, REMEDY)


def _pair(number: int, cells: list[str], columns: PairColumns) -> Pair:
    def cell(at: int | None) -> str:
        return "" if at is None or is_empty(cells[at]) else cells[at]

    kept = [cell(at) for at in (columns.name, columns.chrom, columns.position)]
    name, chrom, position = kept
    sequences = (cell(columns.reference).upper(), cell(columns.alternative).upper())
    return Pair(number, name or ".", chrom, position, *sequences)


class PairChanges:
    """Changes of a table of sequences."""

    def __init__(
        self,
        pairs: list[Pair],
        account: Accounting,
        *,
        stored: int,
        narrowest: int,
        shifts: int,
    ):
        """Begin.

        Args:
            pairs: the rows.
            account: where they are counted.
            stored: columns of the windows.
            narrowest: the narrowest window of the models; what fits into it is placed whole.
            shifts: columns on each side of the widest window.
        """
        self.pairs, self.account = pairs, account
        self.stored, self.narrowest, self.shifts = stored, narrowest, shifts

    def parts(self) -> Iterator[Changes]:
        """The changes in the table's order."""
        for first in range(0, len(self.pairs), AT_ONCE):
            placed = []
            for pair in self.pairs[first : first + AT_ONCE]:
                self.account.lines += 1
                self.account.alleles += 1
                found = self._placed(pair)
                if isinstance(found, str):
                    self.account.leave(_unscored(pair, found))
                else:
                    placed.append(found)
            self.account.scored += len(placed)
            self.account.flush()
            if placed:
                yield self._changes(placed)

    def _placed(self, pair: Pair) -> Placed | str:
        """A pair in its window, or the reason why it has no scores."""
        if not pair.reference or not pair.alternative:
            return EMPTY
        letters = (pair.reference + pair.alternative).encode()
        if letters.translate(None, alphabet.IUPAC):
            return NO_BASES
        change = change_of(pair.reference, pair.alternative)
        if isinstance(change, str):
            return {EQUAL: SAME, OTHER_LETTERS: UNKNOWN_CHANGE}.get(change, change)
        edit = Edit(change.before, len(change.removed), change.inserted)
        scattered = len(change.removed) == len(change.inserted) and any(
            one == other for one, other in zip(change.removed, change.inserted, strict=True)
        )
        longest = max(len(pair.reference), len(pair.alternative))
        kind = HAPLOTYPE if scattered else change.kind
        return Placed(pair, edit, kind, self._first(longest, pair, edit.start))

    def _first(self, longest: int, pair: Pair, before: int) -> int:
        """The column of both sequences' first base; negative if it is left of the window."""
        if longest <= self.narrowest:
            return (self.stored - len(pair.reference)) // 2
        middle = self.stored // 2 - before
        shortest = min(len(pair.reference), len(pair.alternative))
        least = self.stored - self.shifts - shortest
        if self.narrowest < self.stored - 2 * self.shifts or least > self.shifts:
            return middle
        # Every model sees the whole window, so that none of it need be unknown.
        return min(max(middle, least), self.shifts)

    def _changes(self, placed: list[Placed]) -> Changes:
        def texts(values: list[str]) -> np.ndarray:
            return np.array(values, object)

        alleles = [_alleles(one) for one in placed]
        starts = [start for start, *_ in alleles]
        positions = [one.pair.position for one in placed]
        return Changes(
            reference=np.stack([self._window(one.pair.reference, one.first) for one in placed]),
            alternative=np.stack([self._window(one.pair.alternative, one.first) for one in placed]),
            line=np.array([one.pair.line for one in placed], np.int64),
            name=texts([one.pair.name for one in placed]),
            chrom=texts([one.pair.chrom for one in placed]),
            position=np.array(
                [
                    int(given) if given.isdecimal() else start + 1
                    for given, start in zip(positions, starts, strict=True)
                ],
                np.int64,
            ),
            ref=texts([ref for _, ref, _ in alleles]),
            alt=texts([alt for *_, alt in alleles]),
            kind=texts([one.kind for one in placed]),
            haplotype=texts([""] * len(placed)),
            offset=np.array(
                [one.first + start for one, start in zip(placed, starts, strict=True)], np.int64
            ),
        )

    def _window(self, letters: str, first: int) -> np.ndarray:
        """A sequence that begins in a column, which may be left of the window."""
        codes = alphabet.encode(letters)
        window = np.full(self.stored, alphabet.UNKNOWN, np.uint8)
        seen = codes[max(0, -first) : max(0, self.stored - first)]
        window[max(0, first) : max(0, first) + len(seen)] = seen
        return window


def _alleles(placed: Placed) -> tuple[int, str, str]:
    """Start, REF and ALT of a change, with the base beside it if one were empty, as in VCF."""
    edit, letters = placed.edit, placed.pair.reference
    start, end = edit.start, edit.end
    inserted = edit.inserted
    if not edit.removed or not inserted:
        if start:
            start -= 1
            inserted = letters[start] + inserted
        else:
            inserted += letters[end : end + 1]
            end += 1
    return start, letters[start:end], inserted


def _unscored(pair: Pair, reason: str) -> Unscored:
    told = (pair.chrom, pair.position, pair.reference, pair.alternative)
    return Unscored(pair.line, 0, pair.name, *told, reason)
