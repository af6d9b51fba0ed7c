"""Read sequences from FASTA and from tables with a column `sequence`."""

import codecs
import csv
from dataclasses import dataclass
from os import PathLike

import numpy as np

from bindery import alphabet
from bindery.errors import InputError
from bindery.files import opened
from bindery.formats import looks_like_html

COLUMNS = ("sequence", "name", "split")


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
    lines = text_lines(path, file)
    records = fasta_records(lines, file) if is_fasta(lines) else _table(lines, file)
    if not records:
        raise InputError(
            "the file has no sequences", file=file, remedy="give FASTA or TSV with rows"
        )
    return records


def text_lines(path: str | PathLike, file: str) -> list[str]:
    """The lines of a text file, gzipped or not, with or without a byte-order mark.

    Raises:
        InputError: the file is a web page, or is not text. The error names it as `file`.
    """
    with opened(path, file) as handle:
        content = handle.read().removeprefix(codecs.BOM_UTF8)
    if looks_like_html(content[:512]):
        raise InputError("this is a web page, not sequences", file=file, row=1)
    try:
        return content.decode().splitlines()
    except UnicodeDecodeError:
        raise InputError("this is not text", file=file) from None


def is_fasta(lines: list[str]) -> bool:
    """Whether the lines of a file are FASTA."""
    return bool(lines) and lines[0].startswith(">")


def fasta_records(lines: list[str], file: str) -> list[Record]:
    """The records of a FASTA's lines; `file` is its name in errors."""
    starts = [number for number, line in enumerate(lines) if line.startswith(">")]
    records: list[Record] = []
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        letters = "".join(line.strip() for line in lines[start + 1 : end])
        words = lines[start][1:].split()
        if not letters:
            raise InputError("this sequence is empty", file=file, row=start + 1)
        name = words[0] if words else f"sequence_{len(records) + 1}"
        records.append(Record(name, alphabet.encode(letters), None, start + 1))
    return records


def _table(lines: list[str], file: str) -> list[Record]:
    reader = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    if "sequence" not in (reader.fieldnames or []):
        raise InputError(
            "this is neither FASTA nor a table with a 'sequence' column",
            file=file,
            row=1,
            remedy="start with '>', or with a header line that names 'sequence'",
        )
    records: list[Record] = []
    for row in reader:
        number = reader.line_num
        if not row["sequence"]:
            raise InputError("the sequence is empty", file=file, row=number)
        name = row.get("name") or f"sequence_{len(records) + 1}"
        records.append(
            Record(name, alphabet.encode(row["sequence"]), row.get("split") or None, number)
        )
    return records


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
