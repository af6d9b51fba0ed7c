"""Read a VCF line by line, also one that breaks the format: what can be read of it is read.

htslib stops at the first broken line. Here a broken line is told by its number, and the next is
read. Of a line only the first five columns must be there.
"""

import codecs
import io
import re
from collections.abc import Iterator
from os import PathLike
from typing import NamedTuple

from bindery.errors import InputError
from bindery.files import opened
from bindery.formats import START, foreign, is_vcf_start

# CHROM POS ID REF ALT, then QUAL FILTER INFO, then FORMAT and the samples.
LEAST, FIXED = 5, 8
COLUMNS = ("#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO")
# No more digits than int64 certainly holds.
NUMBER = re.compile(r"[0-9]{1,18}")
# Reasons why a line cannot be read.
FEW = "fewer than 5 columns"
NO_POSITION = "POS is not a number"
NO_CHROMOSOME = "CHROM is empty"


class Line(NamedTuple):
    """A line of a VCF.

    Attributes:
        number: its number in the file, from 1.
        chrom: CHROM.
        position: POS, from 1.
        name: ID; "." if it has none.
        ref: REF as written.
        alts: the alleles of ALT as written.
        cells: all columns of the line.
    """

    number: int
    chrom: str
    position: int
    name: str
    ref: str
    alts: list[str]
    cells: list[str]


class BrokenLine(NamedTuple):
    """A line that breaks the format: its number, the reason, and its columns."""

    number: int
    reason: str
    cells: list[str]


class Vcf:
    """A VCF, plain or gzipped in any way; its index is not needed.

    Attributes:
        path: the file.
        header: the lines above the first variant that begin with `##`.
        columns: the cells of the line `#CHROM`; none if there is no such line.
    """

    def __init__(self, path: str | PathLike):
        """Read the header.

        Raises:
            InputError: the file is missing, damaged or no VCF.
        """
        self.path = path
        self.header: list[str] = []
        self.columns: list[str] = []
        with opened(path) as handle:
            _check_start(handle.read(START), path)
        for _, text in self._texts():
            if text.startswith("##"):
                self.header.append(text)
            elif names_columns(text):
                self.columns = text.split("\t") if "\t" in text else text.split()
            elif text.strip() and not text.startswith("#"):
                break

    @property
    def samples(self) -> list[str]:
        """Names of the samples."""
        return self.columns[FIXED + 1 :]

    def lines(self) -> Iterator[Line | BrokenLine]:
        """The lines below the header in the file's order, without blank lines and comments."""
        for number, text in self._texts():
            if text.startswith("#") or not text.strip():
                continue
            if text[:5].upper() == "CHROM" and names_columns(text):
                continue
            yield parsed(number, text)

    def chromosomes(self) -> list[str]:
        """The names in column CHROM, each once."""
        lines = (one for one in self.lines() if isinstance(one, Line))
        return list(dict.fromkeys(one.chrom for one in lines))

    def _texts(self) -> Iterator[tuple[int, str]]:
        with opened(self.path) as handle:
            # Other encodings than UTF-8 are of no account: they are found in names and INFO.
            text = io.TextIOWrapper(io.BufferedReader(handle), "utf-8-sig", "replace", newline="\n")  # type: ignore[type-var]
            for number, line in enumerate(text, 1):
                yield number, line.rstrip("\r\n")


def names_columns(text: str) -> bool:
    """Whether a line is that of the columns' names."""
    cells = text.split(None, 2)[:2]
    return [cell.lstrip("#").upper() for cell in cells] == ["CHROM", "POS"]


def parsed(number: int, text: str) -> Line | BrokenLine:
    """A line's columns; they may be separated by blanks where there is no tab."""
    cells = text.split("\t")
    if len(cells) < LEAST and "\t" not in text:
        cells = text.split()
    if len(cells) < LEAST:
        return BrokenLine(number, FEW, cells)
    chrom, position = cells[0].strip(), cells[1].strip()
    if not chrom:
        return BrokenLine(number, NO_CHROMOSOME, cells)
    if not NUMBER.fullmatch(position):
        return BrokenLine(number, NO_POSITION, cells)
    name, ref, alts = cells[2].strip(), cells[3].strip(), cells[4].strip()
    return Line(number, chrom, int(position), name or ".", ref, alts.split(","), cells)


def _check_start(start: bytes, path: str | PathLike) -> None:
    if start.removeprefix(codecs.BOM_UTF8).startswith(b"BCF"):
        raise InputError("this is BCF", file=path, remedy="convert it: bcftools view -Oz FILE")
    if is_vcf_start(start):
        return
    other = foreign(start)
    what = f"this is {other.what}, no VCF" if other else "this is no VCF"
    raise InputError(what, file=path, remedy=other.remedy if other else None)
