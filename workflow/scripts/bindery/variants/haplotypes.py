"""Alleles that a sample has together on one phased haplotype, within one window of a model."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bindery.variants.called_alleles import Called

OVERLAPPING = "on its haplotype it overlaps the allele before it; it is scored alone"
# Samples that are named beside a haplotype.
NAMED = 3


class Haplotype(NamedTuple):
    """Two or more alleles that are scored together.

    Attributes:
        alleles: in the order of their positions; none overlaps another.
        carriers: samples and their haplotype, such as `NA12878:1`, in the file's order.
    """

    alleles: tuple[Called, ...]
    carriers: tuple[str, ...]

    @property
    def label(self) -> str:
        """The first carriers, and how many more there are."""
        more = len(self.carriers) - NAMED
        return ",".join(self.carriers[:NAMED]) + (f",+{more}" if more > 0 else "")


def haplotypes_of(
    alleles: Sequence[Called], samples: Sequence[str], span: int
) -> tuple[list[Haplotype], list[Called]]:
    """The haplotypes of a file's alleles.

    Alleles of one sample, phase set and haplotype are together while all lie within a span; then
    the next haplotype begins. The same alleles on several haplotypes are scored once.

    Args:
        alleles: with genotypes, in any order.
        samples: names of the samples.
        span: bases from the first changed base to the end of the last change, at most.

    Returns:
        The haplotypes by position, and the alleles that overlap one before them on a haplotype.
    """
    ordered = sorted(alleles, key=lambda one: (one.chrom, one.start, one.line, one.number))
    carriers: dict[tuple[Called, ...], list[str]] = {}
    overlapping: dict[Called, None] = {}
    for number, sample in enumerate(samples):
        for side, own in _sides(ordered, number):
            for group in _groups(own, span, overlapping):
                carriers.setdefault(group, []).append(f"{sample}:{side}")
    found = [Haplotype(group, tuple(names)) for group, names in carriers.items()]
    key = [(one.alleles[0].chrom, one.alleles[0].start) for one in found]
    order = sorted(range(len(found)), key=lambda at: key[at])
    return [found[at] for at in order], list(overlapping)


def _sides(alleles: Sequence[Called], number: int) -> Iterator[tuple[str, list[Called]]]:
    """The haplotypes of a sample: their number, with the phase set, and the alleles on them."""
    sides: dict[tuple[str, str], list[Called]] = {}
    for one in alleles:
        if number >= len(one.genotypes):
            continue
        genotype, _, phase_set = one.genotypes[number].partition(":")
        if "|" not in genotype:
            continue
        for at, allele in enumerate(genotype.split("|"), 1):
            if allele == str(one.number):
                side = f"{at}@{phase_set}" if phase_set not in ("", ".") else str(at)
                sides.setdefault((one.chrom, side), []).append(one)
    for (_, side), own in sides.items():
        yield side, own


def _groups(
    alleles: Sequence[Called], span: int, overlapping: dict[Called, None]
) -> Iterator[tuple[Called, ...]]:
    group: list[Called] = []
    for one in alleles:
        if group and one.end - group[0].start > span:
            if len(group) > 1:
                yield tuple(group)
            group = []
        if group and one.start < max(group[-1].end, group[-1].start + 1):
            overlapping[one] = None
            continue
        group.append(one)
    if len(group) > 1:
        yield tuple(group)
