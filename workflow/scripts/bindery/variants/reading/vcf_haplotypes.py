"""Changes of several alleles of a VCF that are on one haplotype, with their windows."""

from collections.abc import Iterator, Sequence
from os import PathLike

import numpy as np

from bindery.errors import InputError
from bindery.genomics.genome import Genome
from bindery.genomics.windows import padded_windows
from bindery.variants.allele_kinds import HAPLOTYPE
from bindery.variants.changes_file import Changes
from bindery.variants.placement import stretch_start, together
from bindery.variants.reading.accounting import Accounting
from bindery.variants.reading.haplotypes import Group, Haplotypes, Member
from bindery.variants.reading.vcf_alleles import Allele, changes_of, label

AT_ONCE = 1 << 12
LEFT_OUT = "alleles left out of haplotypes, since they overlap another there"


class VcfHaplotypes:
    """Takes the alleles of a VCF in its order, and gives the changes of those on one haplotype."""

    def __init__(
        self,
        samples: Sequence[str],
        window: int,
        *,
        genome: Genome,
        stored: int,
        account: Accounting,
        file: str | PathLike,
    ):
        """Begin.

        Args:
            samples: names of the VCF's samples.
            window: bases that the alleles may extend over: the models' narrowest window.
            genome: the genome, opened.
            stored: columns of the windows.
            account: where haplotypes are counted.
            file: the VCF, for errors.
        """
        self._sets = Haplotypes(samples, window)
        self._genome, self._stored = genome, stored
        self._account, self._file = account, file
        self._last = ("", 0)
        self._begun: set[str] = set()
        self._number = 0

    def add(self, alleles: Sequence[Allele]) -> Iterator[Changes]:
        """The haplotypes that are complete after some alleles.

        Raises:
            InputError: the lines are not sorted.
        """
        found: list[Group] = []
        for allele in alleles:
            found += self._before(allele)
            self._number += 1
            member = Member(self._number, allele.edit, allele)
            groups, left_out = self._sets.add(member, allele.line.cells, allele.number + 1)
            found += groups
            if left_out:
                self._account.notice(LEFT_OUT, allele.line.number)
        yield from self._changes(found)

    def finish(self) -> Iterator[Changes]:
        """The last haplotypes of the file."""
        yield from self._changes(self._sets.finish())

    def _before(self, allele: Allele) -> list[Group]:
        """The last haplotypes of the chromosome before, at the first allele of another."""
        chrom, position = self._last
        line = allele.line
        self._last = (allele.chrom, line.position)
        new = allele.chrom != chrom
        if (new and allele.chrom in self._begun) or (not new and line.position < position):
            raise InputError(
                "haplotypes are asked for, and the lines are not sorted by position",
                file=self._file,
                row=line.number,
                remedy="sort them: bcftools sort FILE",
            )
        self._begun.add(allele.chrom)
        return self._sets.finish() if new else []

    def _changes(self, groups: Sequence[Group]) -> Iterator[Changes]:
        for first in range(0, len(groups), AT_ONCE):
            some = groups[first : first + AT_ONCE]
            self._account.haplotypes += len(some)
            yield self._joined(some)

    def _joined(self, groups: Sequence[Group]) -> Changes:
        own = [[member.allele for member in group.members] for group in groups]
        edits = [[allele.edit for allele in alleles] for alleles in own]
        first = [alleles[0] for alleles in own]
        starts = np.array([stretch_start(some, self._stored) for some in edits], np.int64)
        chrom = np.array([allele.chrom for allele in first], object)
        removed = max(sum(edit.removed for edit in some) for some in edits)
        stretches = padded_windows(self._genome, chrom, starts, self._stored + removed)
        alternative = [
            together(stretches[row], some, int(starts[row]), self._stored)
            for row, some in enumerate(edits)
        ]
        offset = np.array([allele.line.position - 1 for allele in first], np.int64) - starts
        found = changes_of(stretches[:, : self._stored], np.stack(alternative), first, offset)
        for row, alleles in enumerate(own):
            found.ref[row] = "+".join(allele.line.ref for allele in alleles)
            found.alt[row] = "+".join(allele.alt for allele in alleles)
            found.name[row] = "+".join(map(label, alleles))
            found.kind[row], found.haplotype[row] = HAPLOTYPE, groups[row].name
        return found
