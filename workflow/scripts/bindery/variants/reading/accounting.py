"""What became of each allele of a file: scored, or not, and why; and what was noticed."""

import logging
from collections import Counter
from os import PathLike
from typing import IO, NamedTuple

from bindery import tsv

logger = logging.getLogger(__name__)

COLUMNS = ("line", "name", "chrom", "position", "ref", "alt", "reason")
# Lines that the log names for each thing that was noticed.
NAMED = 5


class Unscored(NamedTuple):
    """An allele, or a line that cannot be read, that has no scores, and the reason."""

    line: int
    allele: int
    name: str
    chrom: str
    position: str
    ref: str
    alt: str
    reason: str


class Accounting:
    """Counts lines and alleles; writes those that are not scored to a table as they come."""

    def __init__(self, file: str, unscored: IO[str]):
        """Begin the table.

        Args:
            file: the file that is read, for the log.
            unscored: where the table is written, open.
        """
        self.file = file
        self.lines = self.alleles = self.scored = self.haplotypes = 0
        self.reasons: Counter[str] = Counter()
        self.noticed: dict[str, list[int]] = {}
        self.counts: Counter[str] = Counter()
        self._unscored = unscored
        self._waiting: list[Unscored] = []
        unscored.write("\t".join(COLUMNS) + "\n")

    def leave(self, row: Unscored) -> None:
        """Take an allele that is not scored."""
        self.reasons[row.reason] += 1
        self._waiting.append(row)

    def notice(self, what: str, line: int) -> None:
        """Count something worth saying of a line; the first lines are named in the log."""
        self.counts[what] += 1
        first = self.noticed.setdefault(what, [])
        if len(first) < NAMED:
            first.append(line)

    def flush(self) -> None:
        """Write the alleles that were left since the last time, in the file's order."""
        for row in sorted(self._waiting):
            cells = (row.line, *row[2:])
            self._unscored.write("\t".join(map(str, cells)) + "\n")
        self._waiting.clear()

    def table(self) -> list[tuple[str, str, int]]:
        """The counts as rows of step, what, and number.

        Every line that can be read counts as its alleles, any other as one.
        """
        self.flush()
        left = sum(self.reasons.values())
        assert self.alleles == self.scored + left, (self.alleles, self.scored, left)
        return [
            ("read", "lines", self.lines),
            ("read", "alternative alleles", self.alleles),
            ("scored", "alternative alleles", self.scored),
            ("scored", "haplotypes", self.haplotypes),
            *(("not scored", reason, count) for reason, count in sorted(self.reasons.items())),
            *(("noticed", what, count) for what, count in sorted(self.counts.items())),
        ]

    def write(self, path: str | PathLike) -> None:
        """Write the counts as TSV, and tell them in the log."""
        rows = self.table()
        tsv.write(path, ("step", "what", "count"), rows)
        left = self.alleles - self.scored
        logger.info(
            "%s: %d lines with %d alternative alleles: %d scored, %d not; %d haplotypes",
            *(self.file, self.lines, self.alleles, self.scored, left, self.haplotypes),
        )
        for reason, count in sorted(self.reasons.items()):
            logger.warning("%s: %d alleles are not scored: %s", self.file, count, reason)
        for what, count in sorted(self.counts.items()):
            named = ", ".join(map(str, self.noticed[what])) + (", ..." if count > NAMED else "")
            logger.warning("%s: %d: %s (line %s)", self.file, count, what, named)
