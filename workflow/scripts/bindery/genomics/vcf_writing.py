"""Write a VCF sorted, bgzipped and indexed, whatever the order and the gaps of what was read."""

import math
import re
from array import array
from collections.abc import Callable, Sequence
from os import PathLike
from pathlib import Path
from typing import IO

import numpy as np
import pysam

from bindery.errors import InputError
from bindery.files import BLOCK, written
from bindery.genomics.vcf import COLUMNS, FIXED
from bindery.genomics.vcf_header import Names


def whole_cells(cells: Sequence[str], columns: Sequence[str]) -> list[str]:
    """A line's cells, one for each column, that htslib can read.

    Blanks in ID, FILTER and INFO are `_`. Missing cells are a dot, as is a QUAL that is no number;
    cells without a column are left out.

    Args:
        cells: CHROM, POS, ID, REF and ALT, and what follows of the line.
        columns: the columns' names.
    """
    width = len(columns) if len(columns) > FIXED + 1 else FIXED
    found = [cell.strip() or "." for cell in cells[:width]]
    found += ["."] * (width - len(found))
    for at in (2, 6, 7):
        found[at] = re.sub(r"\s", "_", found[at])
    if not _is_number(found[5]):
        found[5] = "."
    return found


def named_columns(columns: Sequence[str]) -> list[str]:
    """The columns of a VCF, with the first eight in their right spelling."""
    return [*COLUMNS, *(columns[FIXED:] if len(columns) > FIXED + 1 else ())]


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return text == "."


class SortedVcf:
    """Takes lines in any order; memory grows by 24 bytes a line."""

    def __init__(self, body: IO[bytes]):
        """Begin.

        Args:
            body: a file for the lines, open for writing and reading.
        """
        self.names = Names()
        self._body = body
        self._ranks: dict[str, int] = {}
        self._keys = (array("q"), array("q"))
        self._ends = array("q", [0])

    def add(self, cells: Sequence[str]) -> None:
        """Take a line, see `whole_cells`."""
        self.names.take(cells)
        raw = ("\t".join(cells) + "\n").encode()
        self._body.write(raw)
        rank = self._ranks.setdefault(cells[0], len(self._ranks))
        for key, value in zip(self._keys, (rank, int(cells[1])), strict=True):
            key.append(value)
        self._ends.append(self._ends[-1] + len(raw))

    def arrange(self, contigs: Sequence[str]) -> None:
        """Put contigs in the order of some that are known, and the others after them."""
        first = {name: at for at, name in enumerate(contigs)}
        own = sorted(self.names.contigs, key=lambda name: first.get(name, len(first)))
        self.names.contigs = dict.fromkeys(own)

    def write(self, vcf: str | PathLike, index: str | PathLike, header: Sequence[str]) -> None:
        """Write all lines, sorted by contig, in the order of `names.contigs`, and position.

        Args:
            vcf: output, bgzipped.
            index: output, `.tbi`.
            header: lines of the header.

        Raises:
            InputError: a contig is longer than such an index can hold.
        """
        ranks, positions = (np.array(key, np.int64) for key in self._keys)
        places = {name: at for at, name in enumerate(self.names.contigs)}
        ranks = np.array([places[name] for name in self._ranks], np.int64)[ranks]
        order = np.lexsort((positions, ranks))
        with written(vcf) as temporary, written(index) as beside:
            with pysam.BGZFile(str(temporary), "wb", None) as out:
                out.write(("\n".join(header) + "\n").encode())
                self._copy(order, out.write)
            try:
                pysam.tabix_index(str(temporary), preset="vcf", force=True, index=str(beside))
            except OSError as error:
                Path(f"{temporary}.tbi").unlink(missing_ok=True)
                raise InputError(
                    f"the VCF cannot be indexed ({error})",
                    file=vcf,
                    remedy="a tabix index holds contigs of up to 536,870,912 bases; set `annotate: "
                    "false`",
                ) from None

    def _copy(self, order: np.ndarray, write: Callable[[bytes], object]) -> None:
        ends = np.array(self._ends, np.int64)
        self._body.flush()
        # Lines that follow each other are copied at once.
        cuts = np.flatnonzero(np.diff(order) != 1) + 1
        for first, last in zip([0, *cuts], [*cuts, len(order)], strict=True):
            if first == last:
                continue
            at, end = int(ends[order[first]]), int(ends[order[last - 1] + 1])
            self._body.seek(at)
            while at < end:
                block = self._body.read(min(BLOCK, end - at))
                write(block)
                at += len(block)
