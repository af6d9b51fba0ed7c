"""Alternative alleles of a VCF's lines: those that can be scored, and the others with a reason."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from bindery.genomics.vcf import FIXED, BrokenLine, Line
from bindery.variants.allele_kinds import Change, change_of

LINES_AT_ONCE = 1 << 13
OTHER_CHROMOSOME = "its chromosome is not in the genome"
NO_PLACE = "POS is 0 or beyond its chromosome's end"


class Called(NamedTuple):
    """An alternative allele.

    Attributes:
        line: number of its line.
        name: ID.
        chrom: the genome's name of the chromosome.
        position: POS, from 1.
        ref: REF as written.
        alt: the allele as written.
        change: what differs.
        number: of the allele in the line, from 1.
        genotypes: the line's genotypes, a text for each sample; none if nobody asks for them.
    """

    line: int
    name: str
    chrom: str
    position: int
    ref: str
    alt: str
    change: Change
    number: int
    genotypes: tuple[str, ...] = ()

    @property
    def start(self) -> int:
        """The first base that is replaced, or that what is inserted comes before; from 0."""
        return self.position - 1 + self.change.before

    @property
    def end(self) -> int:
        """One past the last base that is replaced, from 0."""
        return self.start + len(self.change.removed)


class Unscored(NamedTuple):
    """An allele that is not scored, as a row of `unscored.tsv`; `line` and what can be read."""

    line: int
    name: str
    chrom: str
    position: int | str
    ref: str
    alt: str
    reason: str

    @classmethod
    def of(cls, allele: Called, reason: str) -> "Unscored":
        """An allele that is dropped after all."""
        return cls(*allele[:6], reason)


def alleles_of(
    line: Line | BrokenLine,
    names: Mapping[str, str],
    lengths: Mapping[str, int],
    genotypes: bool = False,
) -> Iterator[Called | Unscored]:
    """The alternative alleles of a line; one row without alleles if the line breaks the format.

    Args:
        line: the line.
        names: the file's names of chromosomes -> the genome's.
        lengths: lengths of the genome's sequences.
        genotypes: whether to keep the genotypes.
    """
    if isinstance(line, BrokenLine):
        cells = [*line.cells[:5], *[""] * 5][:5]
        yield Unscored(line.number, cells[2], cells[0], cells[1], cells[3], cells[4], line.reason)
        return
    chrom = names.get(line.chrom, line.chrom)
    given = _genotypes(line.cells) if genotypes else ()
    for number, alt in enumerate(line.alts, 1):
        own = (line.number, line.name, chrom, line.position, line.ref, alt)
        if chrom not in lengths:
            yield Unscored(*own, OTHER_CHROMOSOME)
        elif not 0 < line.position <= lengths[chrom] - len(line.ref) + 1:
            yield Unscored(*own, NO_PLACE)
        else:
            change = change_of(line.ref, alt)
            if isinstance(change, str):
                yield Unscored(*own, change)
            else:
                yield Called(*own, change, number, given)


def _genotypes(cells: list[str]) -> tuple[str, ...]:
    """Of each sample the genotype, and its phase set after `:`; "" where there is none."""
    if len(cells) <= FIXED:
        return ()
    keys = cells[FIXED].split(":")
    if "GT" not in keys:
        return tuple("" for _ in cells[FIXED + 1 :])
    at, phase = keys.index("GT"), keys.index("PS") if "PS" in keys else None
    found = []
    for cell in cells[FIXED + 1 :]:
        values = cell.split(":")
        genotype = values[at] if at < len(values) else ""
        phase_set = values[phase] if phase is not None and phase < len(values) else ""
        found.append(f"{genotype}:{phase_set}")
    return tuple(found)


def blocks(rows: Iterable[Called | Unscored]) -> Iterator[list[Called | Unscored]]:
    """Rows some at a time, in their order."""
    block: list[Called | Unscored] = []
    for row in rows:
        block.append(row)
        if len(block) >= LINES_AT_ONCE:
            yield block
            block = []
    if block:
        yield block
