"""Read a file of variants into changes, alleles that are not scored, and counts of both."""

import contextlib
import logging
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from bindery.errors import InputError
from bindery.files import written
from bindery.formats import is_vcf
from bindery.genomics.genome import Genome
from bindery.genomics.vcf import Vcf
from bindery.variants.changes_file import ChangesWriter
from bindery.variants.reading.accounting import Accounting
from bindery.variants.reading.chromosomes import Chromosomes
from bindery.variants.reading.sequence_pairs import PairChanges, read_pairs
from bindery.variants.reading.vcf_changes import MISMATCH, OTHER, VcfChanges
from bindery.variants.reading.vcf_haplotypes import VcfHaplotypes

logger = logging.getLogger(__name__)

FAIL = "fail"
# Share of alleles whose REF is not the genome's, above which another assembly is likely, and their
# least number.
MISMATCHES, LEAST = 0.1, 5


class Reading(NamedTuple):
    """How a file of variants is read.

    Attributes:
        widest: the widest window of the models that score it.
        narrowest: their narrowest window.
        shifts: columns that are kept on each side of the widest window.
        haplotypes: whether alleles on one haplotype are scored together, too.
        mismatches: `warn` lists alleles whose REF is not the genome's, `fail` makes one an error.
        assembly: name of the genome; "" without one.
        aliases: the file's names of chromosomes -> the genome's.
    """

    widest: int
    narrowest: int
    shifts: int = 0
    haplotypes: bool = False
    mismatches: str = "warn"
    assembly: str = ""
    aliases: Mapping[str, str] = {}

    @property
    def stored(self) -> int:
        """Columns of the windows."""
        return self.widest + 2 * self.shifts


def read_changes(
    *, file: str, genome: str | None, changes: str, unscored: str, counts: str, reading: Reading
) -> None:
    """Read a VCF, or a table of reference and alternative sequences.

    Args:
        file: the file, gzipped or not; its content tells its format.
        genome: indexed FASTA, for a VCF; None in a study without a genome.
        changes: output, HDF5, see `changes_file`.
        unscored: output, TSV of the alleles that are not scored, with the reason.
        counts: output, TSV of step, what, and count.
        reading: how.

    Raises:
        InputError: the file is neither, has no variants or none that can be scored, is a VCF in a
            study without a genome, or names chromosomes as the genome does not.
    """
    attributes = {"shifts": reading.shifts, "assembly": reading.assembly}
    with (
        written(unscored) as left,
        open(left, "w", encoding="utf-8", newline="\n") as handle,
        written(changes) as temporary,
        ChangesWriter(temporary, reading.stored, attributes) as writer,
    ):
        account = Accounting(file, handle)
        with _source(file, genome, account, reading) as source:
            for part in source.parts():
                writer.append(part)
        _check(account)
        account.write(counts)
        _warn_of_assembly(account)


@contextlib.contextmanager
def _source(
    file: str, genome: str | None, account: Accounting, reading: Reading
) -> Iterator[VcfChanges | PairChanges]:
    if not is_vcf(file):
        pairs = read_pairs(file)
        yield PairChanges(
            pairs,
            account,
            stored=reading.stored,
            narrowest=reading.narrowest,
            shifts=reading.shifts,
        )
        return
    if genome is None:
        raise no_genome(file)
    vcf = Vcf(file)
    with Genome(genome) as opened:
        together = None
        if reading.haplotypes:
            if not vcf.samples:
                raise InputError(
                    "haplotypes are asked for, and the file has no samples",
                    file=file,
                    remedy="leave out `haplotypes`, or give a VCF with phased genotypes",
                )
            together = VcfHaplotypes(
                vcf.samples,
                reading.narrowest,
                genome=opened,
                stored=reading.stored,
                account=account,
                file=file,
            )
        yield VcfChanges(
            vcf,
            opened,
            chromosomes=Chromosomes(vcf, reading.aliases, opened.lengths, reading.assembly),
            account=account,
            stored=reading.stored,
            fatal=reading.mismatches == FAIL,
            haplotypes=together,
        )


def no_genome(file: str) -> InputError:
    """The error of a VCF in a study without a genome."""
    return InputError(
        "this is a VCF, and the study has no genome",
        file=file,
        remedy="name a genome under `genome:`, or give a table of reference and alternative "
        "sequences",
    )


def _warn_of_assembly(account: Accounting) -> None:
    """Warn if REF is so often not the genome's that the file may be of another assembly."""
    wrong = account.reasons[MISMATCH] + account.reasons[OTHER]
    compared = account.scored + wrong
    if wrong >= LEAST and wrong > MISMATCHES * compared:
        logger.warning(
            "%s: REF is not the genome's for %d of %d alleles: is the file of another assembly? "
            "Where it agrees by chance, scores mean nothing",
            *(account.file, wrong, compared),
        )


def _check(account: Accounting) -> None:
    """Raise InputError if nothing of the file can be scored."""
    if not account.lines:
        raise InputError("the file has no variants", file=account.file, remedy="give one with some")
    if not account.scored:
        reasons = "; ".join(f"{count}: {what}" for what, count in account.reasons.most_common(3))
        raise InputError(
            f"none of its {account.alleles} alleles can be scored ({reasons})", file=account.file
        )
