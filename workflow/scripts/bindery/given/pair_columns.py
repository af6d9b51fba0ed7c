"""Which columns of a table hold a reference sequence and its alternative, whatever their names.

Standard library only.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from bindery.errors import InputError
from bindery.given.tables import plain

_SEQUENCE = r"(?:dna|seq|seqs|sequence|sequences)"
_REFERENCE = r"(?:ref|reference|wt|wild_?type)"
_ALTERNATIVE = r"(?:alt|alternative|alternate|mut|mutant)"
# `ref_seq_101`, `refseq`, `sequence_ref`, `Reference sequence`.
_WHOLE = rf"(?:{{0}}_?{_SEQUENCE}|{_SEQUENCE}_?{{0}})(?:_?\d+)?(?:_?bp)?"
_SHORT = r"{0}(?:_?allele)?(?:_?\d+)?"
NAME = ("name", "id", "variant_id", "variant", "rsid", "rs_id", "snp", "names", "ids")
CHROM = ("chrom", "chr", "chromosome", "#chrom")
POSITION = ("position", "pos", "start_1_based")
REMEDY = "name one 'reference' and the other 'alternative'; each has a whole sequence in each row"


class PairColumns(NamedTuple):
    """The numbers of a table's columns, from 0; None for those that it lacks."""

    reference: int
    alternative: int
    name: int | None
    chrom: int | None
    position: int | None


def _columns(header: Sequence[str], allele: str, shape: str) -> list[int]:
    pattern = re.compile(shape.replace("{0}", allele))
    return [at for at, cell in enumerate(header) if pattern.fullmatch(plain(cell))]


def is_pair_column(cell: str) -> bool:
    """Whether a header's cell names a column of references or alternatives."""
    alleles, shapes = (_REFERENCE, _ALTERNATIVE), (_WHOLE, _SHORT)
    return any(_columns([cell], allele, shape) for allele in alleles for shape in shapes)


def pair_columns(header: Sequence[str], file: str, row: int) -> PairColumns:
    """Find the columns of a table of references and alternatives.

    Columns that say `seq` or `sequence` go before others, since a table may have the alleles too.

    Args:
        header: the columns' names.
        file: the table, for errors.
        row: line of the header, for errors.

    Raises:
        InputError: there are no such two columns, or several that may be meant.
    """
    for shape in (_WHOLE, _SHORT):
        found = [_columns(header, allele, shape) for allele in (_REFERENCE, _ALTERNATIVE)]
        for columns in found:
            if len(columns) > 1:
                names = " and ".join(f"'{header[at]}'" for at in columns[:2])
                raise InputError(
                    f"columns {names} may both be meant", file=file, row=row, remedy=REMEDY
                )
        if all(found):
            one = [_first(header, names) for names in (NAME, CHROM, POSITION)]
            return PairColumns(found[0][0], found[1][0], *one)
    raise InputError(
        "this is no VCF, and no table with columns of reference and alternative sequences",
        file=file,
        row=row,
        remedy=REMEDY,
    )


def _first(header: Sequence[str], names: Sequence[str]) -> int | None:
    plain_names = [plain(cell) for cell in header]
    return next((plain_names.index(name) for name in names if name in plain_names), None)
