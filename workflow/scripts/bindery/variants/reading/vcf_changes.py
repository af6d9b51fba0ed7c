"""From the lines of a VCF to changes with both alleles' windows, a part of the file at a time."""

from array import array
from collections.abc import Iterator, Sequence
from itertools import islice

import numpy as np

from bindery.errors import InputError
from bindery.genomics.genome import Genome
from bindery.genomics.vcf import FIXED, BrokenLine, Line, Vcf
from bindery.genomics.windows import padded_windows
from bindery.variants.allele_kinds import change_of
from bindery.variants.changes_file import Changes
from bindery.variants.placement import Edit, alternatives
from bindery.variants.reading.accounting import Accounting, Unscored
from bindery.variants.reading.chromosomes import Chromosomes
from bindery.variants.reading.reference_alleles import (
    AGREES,
    DIFFERS,
    OTHER_STRAND,
    UNKNOWN,
    agreement,
    can_move_left,
)
from bindery.variants.reading.vcf_alleles import Allele, changes_of, unscored
from bindery.variants.reading.vcf_haplotypes import VcfHaplotypes

AT_ONCE = 1 << 12
# Reasons why an allele is not scored, besides those of `allele_kinds` and `vcf`.
NO_SUCH_CHROMOSOME = "the genome has no such chromosome"
PAST_THE_END = "REF begins before its chromosome or ends past it"
OTHER = "REF is the genome's on the other strand"
MISMATCH = "REF is not what the genome has"
HIDDEN = "the genome has an unknown base at REF"
REASONS = {OTHER_STRAND: OTHER, UNKNOWN: HIDDEN, DIFFERS: MISMATCH}
# What is noticed of lines that are read.
SHORT_LINE = "lines of fewer than 8 columns, of which the first 5 are read"
NOT_LEFT = "insertions and deletions that are not left-normalised, scored as they are"
TWICE = "changes that an earlier line has too, scored again"


class VcfChanges:
    """Reads the changes of a VCF whose REF is what the genome has."""

    def __init__(
        self,
        vcf: Vcf,
        genome: Genome,
        *,
        chromosomes: Chromosomes,
        account: Accounting,
        stored: int,
        fatal: bool,
        haplotypes: VcfHaplotypes | None,
    ):
        """Begin.

        Args:
            vcf: the file.
            genome: the genome, opened.
            chromosomes: the genome's names of the file's chromosomes.
            account: where lines and alleles are counted.
            stored: columns of the windows.
            fatal: whether a REF that is not the genome's is an error.
            haplotypes: scores alleles on one haplotype together; None if that is not asked for.
        """
        self.vcf, self.genome, self.chromosomes = vcf, genome, chromosomes
        self.account, self.stored, self.fatal = account, stored, fatal
        self.haplotypes = haplotypes
        # A number of 64 bits for each change, and its line: 16 bytes.
        self._keys, self._lines = array("q"), array("q")

    def parts(self) -> Iterator[Changes]:
        """The changes in the file's order, each part followed by haplotypes that it completes."""
        lines = self.vcf.lines()
        while some := list(islice(lines, AT_ONCE)):
            alleles = [allele for line in some for allele in self._candidates(line)]
            if alleles:
                yield from self._scored(alleles)
            self.account.flush()
        if self.haplotypes:
            yield from self.haplotypes.finish()
        for line in _repeated(self._keys, self._lines):
            self.account.notice(TWICE, line)

    def _candidates(self, line: Line | BrokenLine) -> Iterator[Allele]:
        """A line's alleles that may be scored; the others are counted with the reason."""
        self.account.lines += 1
        if isinstance(line, BrokenLine):
            self.account.alleles += 1
            self.account.leave(_broken(line))
            return
        if len(line.cells) < FIXED:
            self.account.notice(SHORT_LINE, line.number)
        self.account.alleles += len(line.alts)
        yield from self._of_line(line)

    def _of_line(self, line: Line) -> Iterator[Allele]:
        chrom = self.chromosomes.own(line.chrom, line.number)
        start = line.position - 1
        for number, alt in enumerate(line.alts):
            change = change_of(line.ref, alt)
            reason = None
            if isinstance(change, str):
                reason = change
            elif chrom is None:
                reason = NO_SUCH_CHROMOSOME
            elif start < 0 or start + len(line.ref) > self.chromosomes.lengths[chrom]:
                reason = PAST_THE_END
            if reason is not None:
                self.account.leave(unscored(line, number, reason))
                continue
            assert not isinstance(change, str) and chrom is not None
            edit = Edit(start + change.before, len(change.removed), change.inserted)
            yield Allele(line, number, chrom, edit, change.before, change.kind)

    def _scored(self, alleles: list[Allele]) -> Iterator[Changes]:
        """The changes of some alleles whose REF is what the genome has."""
        edits = [allele.edit for allele in alleles]
        chrom = np.array([allele.chrom for allele in alleles], object)
        columns = np.full(len(edits), self.stored // 2, np.int64)
        starts = np.array([edit.start for edit in edits], np.int64) - columns
        reference = padded_windows(self.genome, chrom, starts, self.stored)
        kept = self._agreeing(alleles, chrom, columns, reference)
        alleles, edits = [alleles[row] for row in kept], [edits[row] for row in kept]
        chrom, columns, reference = chrom[kept], columns[kept], reference[kept]
        self._notice(alleles, can_move_left(reference, edits, columns))

        def read(rows: np.ndarray, first: np.ndarray) -> np.ndarray:
            return padded_windows(self.genome, chrom[rows], first, self.stored)

        if alleles:
            self.account.scored += len(alleles)
            alternative = alternatives(reference, edits, columns, read)
            offset = columns - np.array([allele.before for allele in alleles], np.int64)
            yield changes_of(reference, alternative, alleles, offset)
        if self.haplotypes:
            yield from self.haplotypes.add(alleles)

    def _agreeing(
        self, alleles: list[Allele], chrom: np.ndarray, columns: np.ndarray, reference: np.ndarray
    ) -> np.ndarray:
        """The rows of alleles whose REF agrees; others are counted, or the first is an error."""
        before = np.array([allele.before for allele in alleles], np.int64)
        start = np.array([allele.line.position - 1 for allele in alleles], np.int64)
        refs = [allele.line.ref for allele in alleles]
        found = agreement(self.genome, chrom, start, refs, reference, columns - before)
        for row in np.flatnonzero(found != AGREES):
            reason = REASONS[int(found[row])]
            if self.fatal and reason != HIDDEN:
                line = alleles[row].line
                raise InputError(
                    f"{reason}: '{line.ref}' at {line.chrom}:{line.position}",
                    file=self.vcf.path,
                    row=line.number,
                    remedy="give a VCF of this assembly; without `mismatches: fail` such alleles "
                    "are listed and not scored",
                )
            self.account.leave(alleles[row].unscored(reason))
        return np.flatnonzero(found == AGREES)

    def _notice(self, alleles: Sequence[Allele], movable: np.ndarray) -> None:
        for row, allele in enumerate(alleles):
            if movable[row]:
                self.account.notice(NOT_LEFT, allele.line.number)
            self._keys.append(hash((allele.chrom, allele.edit)))
            self._lines.append(allele.line.number)


def _broken(line: BrokenLine) -> Unscored:
    chrom, position, name, ref, alt = [*(cell.strip() for cell in line.cells), *[""] * 5][:5]
    return Unscored(line.number, 0, name, chrom, position, ref, alt, line.reason)


def _repeated(keys: Sequence[int], lines: Sequence[int]) -> list[int]:
    """The lines of changes that are not the first of their key, ascending."""
    values = np.array(keys, np.int64)
    _, first = np.unique(values, return_index=True)
    again = np.ones(len(values), bool)
    again[first] = False
    return np.array(lines, np.int64)[again].tolist()
