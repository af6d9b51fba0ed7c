"""From a file of variants to both alleles' windows; each allele is scored or listed with a reason.

A file is a VCF, with the study's genome, or a table of reference and alternative sequences.
"""

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from os import PathLike

import numpy as np

from bindery import alphabet, tsv
from bindery.errors import InputError
from bindery.files import written
from bindery.formats import is_vcf
from bindery.genomics.genome import Genome
from bindery.genomics.vcf import Vcf
from bindery.given.chromosome_names import other_spellings, unknown_names
from bindery.row_counts import RowCounts
from bindery.variants import allele_windows, sequence_pairs
from bindery.variants.allele_kinds import HAPLOTYPE
from bindery.variants.called_alleles import Called, Unscored, alleles_of, blocks
from bindery.variants.changed_windows import changed
from bindery.variants.changes_file import Changes, ChangesWriter
from bindery.variants.haplotypes import OVERLAPPING, Haplotype, haplotypes_of

logger = logging.getLogger(__name__)

UNSCORED = ("line", "name", "chrom", "position", "ref", "alt", "reason")
MISMATCHES = (allele_windows.MISMATCH, allele_windows.OTHER_STRAND)
MOVABLE = "indels that are not left-normalised"
REPEATED = "alleles that a line just before has too"


@dataclass
class Reading:
    """What is told of a file besides its changes."""

    lines: int = 0
    alleles: int = 0
    scored: int = 0
    haplotypes: int = 0
    unscored: list[Unscored] = field(default_factory=list)
    notes: Counter[str] = field(default_factory=Counter)

    def write(self, file: str, unscored: str | PathLike, counts: str | PathLike) -> None:
        """Write both tables, and say the counts in the log."""
        self.unscored.sort(key=lambda row: row.line)
        tsv.write(unscored, UNSCORED, [tuple(map(_cell, row)) for row in self.unscored])
        record = RowCounts(file)
        record.note("read", "lines", self.lines)
        record.note("read", "alternative alleles", self.alleles)
        for reason, count in Counter(row.reason for row in self.unscored).items():
            record.note("unscored", reason, count)
            logger.warning("%s: %d not scored: %s", file, count, reason)
        for what, count in sorted(self.notes.items()):
            record.note("noted", what, count)
            logger.warning("%s: %d %s", file, count, what)
        record.note("scored", "changes", self.scored)
        if self.haplotypes:
            record.note("scored", "haplotypes", self.haplotypes)
        logger.info("%s: %d changes scored", file, self.scored)
        record.write(counts)


def read_variants(
    *,
    file: str,
    genome: str | None,
    changes: str | PathLike,
    unscored: str | PathLike,
    counts: str | PathLike,
    window: int,
    narrowest: int,
    shifts: int,
    haplotypes: bool,
    mismatches: str,
    assembly: str,
    aliases: dict[str, str],
) -> None:
    """Read a file of variants, and write both alleles' windows of each that can be scored.

    Args:
        file: VCF, or table of reference and alternative sequences.
        genome: indexed FASTA; None in a study without a genome.
        changes: output, file of changes.
        unscored: output, TSV of the alleles that are not scored: what they are, and the reason.
        counts: output, TSV of step, reason, rows.
        window: widest window of the models, bases.
        narrowest: narrowest window of the models.
        shifts: bases on each side for shifted windows.
        haplotypes: whether to score together what is on one phased haplotype too.
        mismatches: `warn`, or `fail` where a REF that the genome has not is an error.
        assembly: name of the genome.
        aliases: the file's chromosome names -> the genome's.

    Raises:
        InputError: the file is no such file; it has names of chromosomes in another spelling, or
            none of the genome's; there is no genome for a VCF; nothing is left to score; or a REF
            differs and `mismatches` is `fail`.
    """
    windows = sequence_pairs.Windows(window, narrowest, shifts)
    reading, stored = Reading(), windows.stored
    with (
        written(changes) as temporary,
        ChangesWriter(temporary, stored, {"shifts": shifts, "source": file}) as writer,
    ):
        if not is_vcf(file):
            for found in sequence_pairs.read_pairs(file, windows, reading.unscored):
                reading.scored += len(found)
                writer.append(found)
            reading.lines = reading.alleles = reading.scored + len(reading.unscored)
        elif genome is None:
            raise InputError(
                "the file has variants of a genome, but the study has no genome",
                file=file,
                remedy="name a genome under `genome:`, or give a table with the columns "
                "'reference' and 'alternative' of sequences",
            )
        else:
            with Genome(genome) as opened:
                vcf = Vcf(file)
                names = genome_names(vcf, aliases, opened.lengths, assembly)
                fatal = mismatches == "fail"
                _read_vcf(vcf, opened, names, writer, reading, stored, fatal, haplotypes, narrowest)
        reading.write(file, unscored, counts)
        if not reading.scored:
            reason = reading.unscored[0].reason if reading.unscored else "it has no variants"
            raise InputError(f"nothing in it can be scored: {reason}", file=file)


def genome_names(
    vcf: Vcf, aliases: Mapping[str, str], lengths: Mapping[str, int], assembly: str
) -> dict[str, str]:
    """The file's names of chromosomes -> the genome's; those of no sequence stay as they are.

    Raises:
        InputError: names are in another spelling (the error has their aliases), or none is the
            genome's.
    """
    names = vcf.chromosomes()
    renamed = {name: aliases.get(name, name) for name in names}
    strange = [name for name in names if renamed[name] not in lengths]
    spelled = other_spellings(strange, lengths)
    if spelled or (names and len(strange) == len(names)):
        wrong = list(spelled) or strange
        raise unknown_names(wrong, lengths, assembly, file=vcf.path)
    return renamed


def _read_vcf(
    vcf: Vcf,
    genome: Genome,
    names: dict[str, str],
    writer: ChangesWriter,
    reading: Reading,
    stored: int,
    fatal: bool,
    haplotypes: bool,
    narrowest: int,
) -> None:
    def rows() -> Iterator[Called | Unscored]:
        for line in vcf.lines():
            reading.lines += 1
            yield from alleles_of(line, names, genome.lengths, haplotypes)

    phased: list[Called] = []
    before: Called | None = None
    for block in blocks(rows()):
        reading.alleles += len(block)
        reading.unscored += [row for row in block if isinstance(row, Unscored)]
        called = [row for row in block if isinstance(row, Called)]
        reasons = allele_windows.ref_reasons(called, genome)
        kept = [one for one, reason in zip(called, reasons, strict=True) if reason is None]
        for one, reason in zip(called, reasons, strict=True):
            if reason is not None:
                _check_mismatch(one, reason, genome, vcf.path, fatal)
                reading.unscored.append(Unscored.of(one, reason))
        for one in kept:
            reading.notes[MOVABLE] += not allele_windows.is_left_normalised(genome, one)
            reading.notes[REPEATED] += before is not None and one[2:6] == before[2:6]
            before = one
        if kept:
            writer.append(changes_of(kept, genome, stored))
        reading.scored += len(kept)
        if haplotypes:
            phased += [one for one in kept if any("|" in own for own in one.genotypes)]
    reading.notes = +reading.notes
    if haplotypes:
        found, overlapping = haplotypes_of(phased, vcf.samples, narrowest)
        reading.haplotypes = len(found)
        if overlapping:
            reading.notes[f"alleles: {OVERLAPPING}"] += len(overlapping)
        if found:
            writer.append(changes_of_haplotypes(found, genome, stored))


def _check_mismatch(one: Called, reason: str, genome: Genome, file: object, fatal: bool) -> None:
    if fatal and reason in MISMATCHES:
        own = genome.windows(
            np.array([one.chrom], object), np.array([one.position - 1]), len(one.ref)
        )
        raise InputError(
            f"REF is {one.ref}, and the genome has {alphabet.decode(own[0])} at "
            f"{one.chrom}:{one.position}"
            + (", which is REF on the other strand" if reason != MISMATCHES[0] else ""),
            file=str(file),
            row=one.line,
            remedy="give the assembly that the variants were called on, or set "
            "`mismatches: warn`, which lists such variants unscored",
        )


def changes_of(alleles: list[Called], genome: Genome, stored: int) -> Changes:
    """Both alleles' windows of alleles of a VCF, and what each is."""
    reference, alternative = allele_windows.allele_windows(
        genome,
        _texts(one.chrom for one in alleles),
        np.array([one.start for one in alleles], np.int64),
        np.array([len(one.change.removed) for one in alleles], np.int64),
        [alphabet.encode(one.change.inserted) for one in alleles],
        stored,
    )
    return Changes(
        reference=reference,
        alternative=alternative,
        line=np.array([one.line for one in alleles], np.int64),
        name=_texts(one.name for one in alleles),
        chrom=_texts(one.chrom for one in alleles),
        position=np.array([one.position for one in alleles], np.int64),
        ref=_texts(one.ref for one in alleles),
        alt=_texts(one.alt for one in alleles),
        kind=_texts(one.change.kind for one in alleles),
        haplotype=_texts("" for _ in alleles),
        offset=np.array([stored // 2 - one.change.before for one in alleles], np.int64),
    )


def changes_of_haplotypes(found: list[Haplotype], genome: Genome, stored: int) -> Changes:
    """Windows with all alleles of a haplotype, or none; their middle is that of the changes."""
    references, alternatives, offsets = [], [], []
    for haplotype in found:
        first, last = haplotype.alleles[0], haplotype.alleles[-1]
        start = (first.start + last.end) // 2 - stored // 2
        removed = sum(len(one.change.removed) for one in haplotype.alleles)
        chrom = np.array([first.chrom], object)
        codes = allele_windows.padded_windows(genome, chrom, np.array([start]), stored + removed)[0]
        references.append(codes[:stored])
        for one in reversed(haplotype.alleles):
            inserted = alphabet.encode(one.change.inserted)
            codes = changed(codes, one.start - start, len(one.change.removed), inserted)
        alternatives.append(codes[:stored])
        offsets.append(first.position - 1 - start)
    groups = [one.alleles for one in found]
    return Changes(
        reference=np.stack(references),
        alternative=np.stack(alternatives),
        line=np.array([group[0].line for group in groups], np.int64),
        name=_texts("+".join(one.name for one in group) for group in groups),
        chrom=_texts(group[0].chrom for group in groups),
        position=np.array([group[0].position for group in groups], np.int64),
        ref=_texts("+".join(one.ref for one in group) for group in groups),
        alt=_texts("+".join(one.alt for one in group) for group in groups),
        kind=_texts(HAPLOTYPE for _ in groups),
        haplotype=_texts(one.label for one in found),
        offset=np.array(offsets, np.int64),
    )


def _texts(values: Iterable[str]) -> np.ndarray:
    return np.array(list(values), object)


def _cell(value: object) -> object:
    return value.replace("\t", " ") if isinstance(value, str) else value
