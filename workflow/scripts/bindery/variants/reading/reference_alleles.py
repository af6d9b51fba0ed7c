"""Compare reference alleles with the genome, and see which indels are not left-normalised."""

from collections.abc import Sequence

import numpy as np

from bindery import alphabet
from bindery.genomics.genome import Genome
from bindery.genomics.windows import padded_windows
from bindery.variants.placement import Edit

AGREES, OTHER_STRAND, UNKNOWN, DIFFERS = range(4)


def agreement(
    genome: Genome,
    chrom: np.ndarray,
    start: np.ndarray,
    refs: Sequence[str],
    reference: np.ndarray,
    offset: np.ndarray,
) -> np.ndarray:
    """Whether reference alleles are what the genome has.

    Args:
        genome: the genome, opened.
        chrom: chromosomes, shape (n,).
        start: first base of each allele, 0-based, shape (n,).
        refs: letters of each allele.
        reference: codes of the genome's windows around them, uint8, shape (n, stored).
        offset: column of each allele's first base; an allele may leave its window.

    Returns:
        AGREES, with any base where REF has N or another letter for several; OTHER_STRAND if the
        genome has the reverse complement there; UNKNOWN if it has an unknown base where REF has
        one; or DIFFERS: int8, shape (n,).
    """
    found = np.empty(len(refs), np.int8)
    stored = reference.shape[1]
    for row, ref in enumerate(refs):
        first, length = int(offset[row]), len(ref)
        if first >= 0 and first + length <= stored:
            own = reference[row, first : first + length]
        else:
            own = padded_windows(genome, chrom[row : row + 1], start[row : row + 1], length)[0]
        codes = alphabet.encode(ref)
        same = own.tobytes() == codes.tobytes()
        found[row] = AGREES if same else _disagreement(own, codes)
    return found


def _disagreement(genome: np.ndarray, ref: np.ndarray) -> int:
    told = ref < alphabet.UNKNOWN
    if (genome == ref)[told].all():
        return AGREES
    if (genome[told] == alphabet.UNKNOWN).any():
        return UNKNOWN
    return OTHER_STRAND if np.array_equal(genome, alphabet.reverse_complement(ref)) else DIFFERS


def can_move_left(reference: np.ndarray, edits: Sequence[Edit], columns: np.ndarray) -> np.ndarray:
    """Which insertions and deletions are not left-normalised: bool, shape (n,).

    The same sequence then comes of an insertion or deletion one base to the left, since the base
    before it is its last one.

    Args:
        reference: codes of the genome's windows, uint8, shape (n, stored).
        edits: the change of each row.
        columns: column in which each begins.
    """
    found = np.zeros(len(edits), bool)
    stored = reference.shape[1]
    for row, edit in enumerate(edits):
        column = int(columns[row])
        if bool(edit.removed) == bool(edit.inserted) or column < 1:
            continue
        if edit.inserted:
            last = alphabet.BASES.index(edit.inserted[-1])
        elif column + edit.removed <= stored:
            last = int(reference[row, column + edit.removed - 1])
        else:
            continue
        found[row] = int(reference[row, column - 1]) == last
    return found
