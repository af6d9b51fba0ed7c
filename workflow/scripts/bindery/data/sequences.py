"""Read sequences from FASTA and from tables with a column `sequence`."""

import codecs
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

import numpy as np

from bindery import alphabet
from bindery.data.letters import encoded
from bindery.data.sequence_columns import read_sequence_table
from bindery.data.tensors import middle_of
from bindery.errors import InputError
from bindery.files import opened
from bindery.formats import START, foreign
from bindery.given.empty_cells import is_empty


@dataclass
class Record:
    """A sequence of a file: name, codes (uint8, shape (length,)), and split, if it has one."""

    name: str
    codes: np.ndarray
    split: str | None
    row: int


def read_sequences(path: str | PathLike, origin: str | None = None) -> list[Record]:
    """Read FASTA, or TSV with a column `sequence` and optional columns `name` and `split`.

    Args:
        path: the file, gzipped or not.
        origin: the file's name in errors; the path if None.

    Raises:
        InputError: the file has neither format or no sequences, or a sequence is empty. The error
            names file and row.
    """
    file = str(origin or path)
    lines = fasta_lines(path, file)
    records = _table(path, file) if lines is None else fasta_records(lines, file)
    if not records:
        raise InputError(
            "the file has no sequences", file=file, remedy="give FASTA or TSV with rows"
        )
    return records


def fasta_lines(path: str | PathLike, file: str) -> list[str] | None:
    """The lines of a FASTA, gzipped or not, with or without a byte-order mark; None of a table.

    Raises:
        InputError: the file is a folder, or of a known format that is neither, or FASTA that is not
            text. The error names it as `file`.
    """
    if Path(path).is_dir():
        raise InputError("this is a folder", file=file, remedy="name a file in it")
    with opened(path, file) as handle:
        start = handle.read(START)
        other = foreign(start)
        if other is not None:
            raise InputError(f"this is {other.what}, not sequences", file=file, remedy=other.remedy)
        if not start.removeprefix(codecs.BOM_UTF8).lstrip().startswith((b">", b";")):
            return None
        content = (start + handle.read()).removeprefix(codecs.BOM_UTF8)
    try:
        return content.decode().splitlines()
    except UnicodeDecodeError:
        raise InputError("this is not text", file=file) from None


def fasta_records(lines: list[str], file: str) -> list[Record]:
    """The records of a FASTA's lines; `file` is its name in errors.

    Lines above the first name, and those that begin with `;`, are comments.
    """
    starts = [number for number, line in enumerate(lines) if line.startswith(">")]
    if not starts:
        raise InputError(
            "the file has no sequences, only comments", file=file, remedy="give FASTA or TSV"
        )
    names: list[str] = []
    letters: list[str] = []
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        body = [line.strip() for line in lines[start + 1 : end] if not line.startswith(";")]
        words = lines[start][1:].split()
        letters.append("".join(body))
        if not letters[-1]:
            raise InputError("this sequence is empty", file=file, row=start + 1)
        names.append(words[0] if words else f"sequence_{len(names) + 1}")
    rows = [start + 1 for start in starts]
    codes = encoded(letters, rows, file)
    parts = zip(names, codes, rows, strict=True)
    return [Record(name, own, None, row) for name, own, row in parts]


def _table(path: str | PathLike, file: str) -> list[Record]:
    table, _ = read_sequence_table(path, file, strict=False)
    column = {name: number for number, name in enumerate(table.header)}
    numbers = [number for number, _ in table.rows]
    letters = [cells[column.get("sequence", column.get("seq", 0))] for _, cells in table.rows]
    check_given(letters, numbers, file)
    codes = encoded(letters, numbers, file)
    records: list[Record] = []
    for (number, cells), own in zip(table.rows, codes, strict=True):
        name, split = (
            "" if at is None or is_empty(cells[at]) else cells[at]
            for at in (column.get("name", column.get("EventID")), column.get("split"))
        )
        name = name or f"sequence_{len(records) + 1}"
        records.append(Record(name, own, split or None, number))
    return records


def check_given(letters: list[str], rows: list[int], file: str) -> None:
    """Raise InputError if a sequence of a table is empty."""
    for text, row in zip(letters, rows, strict=True):
        if is_empty(text):
            raise InputError(
                "the sequence is empty", file=file, row=row, remedy="give it, or remove the row"
            )


def centred(codes: np.ndarray, window: int, stored: int | None = None) -> np.ndarray:
    """The middle `window` bases of a sequence, and what is around them; unknown beyond its ends.

    Args:
        codes: uint8, shape (length,).
        window: bases that are cut from the middle; a shorter sequence is in the middle of them.
        stored: length of the result, in bases, which has that window in its middle; None for the
            window alone.

    Returns:
        uint8, shape (stored,).
    """
    stored = window if stored is None else stored
    spare = len(codes) - window
    # Both halves are rounded down, so that an odd base is cut, or added, on the right.
    start = spare // 2 if spare >= 0 else -(-spare // 2)
    start -= middle_of(stored, window).start
    first, last = max(start, 0), min(start + stored, len(codes))
    beyond = (first - start, start + stored - last)
    return np.pad(codes[first:last], beyond, constant_values=alphabet.UNKNOWN)


def windowed(record: Record, window: int, file: str) -> np.ndarray:
    """The middle `window` bases of a sequence: uint8, shape (window,).

    Raises:
        InputError: the sequence is shorter than the window.
    """
    length = len(record.codes)
    if length < window:
        raise InputError(
            f"'{record.name}' has {length} bases, and the window {window}",
            file=file,
            row=record.row,
            remedy="give sequences at least as long as the window",
        )
    start = (length - window) // 2
    return record.codes[start : start + window]
