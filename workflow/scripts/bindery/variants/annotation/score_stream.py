"""Read tables of scores, or of alleles without scores, beside the lines of the VCF they are of."""

import contextlib
import io
from collections.abc import Iterator, Sequence
from os import PathLike

from bindery.errors import InputError
from bindery.files import opened
from bindery.variants.allele_kinds import HAPLOTYPE


class AlleleStream:
    """Some columns of a table with a row for each of a VCF's alleles, or of some, in their order.

    Rows of haplotypes are passed over. Use as a context manager.
    """

    def __init__(self, path: str | PathLike, wanted: Sequence[str]):
        """Open the table.

        Args:
            path: TSV with columns `line` and `alt`, gzipped or not.
            wanted: columns whose cells are given, those of them that the table has.
        """
        self.path = path
        self._stack = contextlib.ExitStack()
        handle = self._stack.enter_context(opened(path))
        self._text = io.TextIOWrapper(handle, encoding="utf-8", newline="\n")
        header = self._text.readline().rstrip("\n").split("\t")
        self.columns = [name for name in wanted if name in header]
        self._wanted = [header.index(name) for name in self.columns]
        self._line, self._alt = header.index("line"), header.index("alt")
        self._kind = header.index("kind") if "kind" in header else None
        self._rows = self._read()
        self._next = next(self._rows, None)

    def __enter__(self) -> "AlleleStream":
        """The stream itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the table."""
        self._stack.close()

    def _read(self) -> Iterator[list[str]]:
        for text in self._text:
            cells = text.rstrip("\n").split("\t")
            if self._kind is None or cells[self._kind] != HAPLOTYPE:
                yield cells

    def take(self, line: int, alt: str) -> list[str] | None:
        """The cells of an allele if the next row is its own; then the row after is the next."""
        row = self._next
        if row is None or row[self._line] != str(line) or row[self._alt] != alt:
            return None
        self._next = next(self._rows, None)
        return [row[at] for at in self._wanted]

    def skip(self, line: int) -> None:
        """Pass over the next row if it is of a line."""
        if self._next is not None and self._next[self._line] == str(line):
            self._next = next(self._rows, None)

    def check_end(self, file: str | PathLike) -> None:
        """Raise InputError unless all rows were taken."""
        if self._next is not None:
            raise InputError(
                f"line {self._next[self._line]} is not that of {file}",
                file=self.path,
                remedy="the file of variants has changed: remove this file and run again",
            )
