"""Alternative alleles of a VCF's lines, as rows of changes or as rows that are not scored."""

from typing import NamedTuple

import numpy as np

from bindery.genomics.vcf import Line
from bindery.variants.changes_file import Changes
from bindery.variants.placement import Edit
from bindery.variants.reading.accounting import Unscored


class Allele(NamedTuple):
    """An alternative allele that may be scored."""

    line: Line
    number: int
    chrom: str
    edit: Edit
    before: int
    kind: str

    @property
    def alt(self) -> str:
        """The allele as written."""
        return self.line.alts[self.number]

    def unscored(self, reason: str) -> Unscored:
        """Its row among those that are not scored."""
        return unscored(self.line, self.number, reason)


def unscored(line: Line, number: int, reason: str) -> Unscored:
    """The row of an allele that is not scored."""
    told = (line.name, line.chrom, str(line.position), line.ref, line.alts[number])
    return Unscored(line.number, number, *told, reason)


def label(allele: Allele) -> str:
    """The ID of an allele's line, or position and alleles if it has none."""
    line = allele.line
    return line.name if line.name != "." else f"{line.position}{line.ref}>{allele.alt}"


def changes_of(
    reference: np.ndarray, alternative: np.ndarray, alleles: list[Allele], offset: np.ndarray
) -> Changes:
    """Alleles with their windows, as rows of a file of changes.

    Args:
        reference: codes of the references' windows, uint8, shape (n, stored).
        alternative: those of the alternatives.
        alleles: the alleles.
        offset: column of the first base of each REF, int64, shape (n,).
    """

    def texts(values: list[str]) -> np.ndarray:
        return np.array(values, object)

    return Changes(
        reference=np.ascontiguousarray(reference),
        alternative=alternative,
        line=np.array([allele.line.number for allele in alleles], np.int64),
        name=texts([allele.line.name for allele in alleles]),
        chrom=texts([allele.chrom for allele in alleles]),
        position=np.array([allele.line.position for allele in alleles], np.int64),
        ref=texts([allele.line.ref for allele in alleles]),
        alt=texts([allele.alt for allele in alleles]),
        kind=texts([allele.kind for allele in alleles]),
        haplotype=texts([""] * len(alleles)),
        offset=offset,
    )
