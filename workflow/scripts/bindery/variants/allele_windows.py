"""Windows of a genome with either allele in them, and whether REF is what the genome has.

The first changed base is in the middle of the window (column `window // 2`): the base that is
substituted, the first that is deleted or replaced, or the one that an insertion comes before. All
bases before it are the same in both windows; those behind it move.
"""

from collections.abc import Sequence

import numpy as np

from bindery import alphabet
from bindery.genomics.genome import Genome
from bindery.variants.called_alleles import Called

MISMATCH = "REF is not what the genome has"
OTHER_STRAND = "REF is what the genome has on the other strand"
HIDDEN = "the genome has an unknown base at REF"


def padded_windows(genome: Genome, chrom: np.ndarray, start: np.ndarray, length: int) -> np.ndarray:
    """Codes of windows, uint8, shape (n, length); unknown past the ends of a sequence."""
    lengths = genome.lengths
    codes = np.full((len(start), length), alphabet.UNKNOWN, np.uint8)
    if not length or not len(start):
        return codes
    sizes = np.array([lengths[name] for name in chrom], np.int64)
    whole = (start >= 0) & (start + length <= sizes)
    codes[whole] = genome.windows(chrom[whole], start[whole], length)
    for row in np.flatnonzero(~whole):
        low, high = max(0, int(start[row])), min(int(sizes[row]), int(start[row]) + length)
        if low < high:
            own = genome.windows(chrom[row : row + 1], np.array([low]), high - low)[0]
            codes[row, low - start[row] : high - start[row]] = own
    return codes


def ref_reasons(alleles: Sequence[Called], genome: Genome) -> list[str | None]:
    """Why each REF is not what the genome has; None where it is."""
    refs = [alphabet.encode(one.ref.upper()) for one in alleles]
    found: list[str | None] = [None] * len(alleles)
    for length in sorted({len(ref) for ref in refs}):
        rows = [row for row, ref in enumerate(refs) if len(ref) == length]
        chrom = np.array([alleles[row].chrom for row in rows], object)
        start = np.array([alleles[row].position - 1 for row in rows], np.int64)
        own = padded_windows(genome, chrom, start, length)
        given = np.stack([refs[row] for row in rows])
        for row, one, other in zip(rows, own, given, strict=True):
            found[row] = _reason(one, other)
    return found


def _reason(genome: np.ndarray, ref: np.ndarray) -> str | None:
    if np.array_equal(genome, ref):
        return None
    known = (genome < alphabet.UNKNOWN) | (ref == alphabet.UNKNOWN)
    if not known.all():
        return HIDDEN
    # IUPAC letters and N in REF leave open what is there.
    same = (genome == ref) | (ref == alphabet.UNKNOWN)
    if same.all():
        return None
    other = alphabet.reverse_complement(ref)
    return OTHER_STRAND if np.array_equal(genome, other) else MISMATCH


def allele_windows(
    genome: Genome,
    chrom: np.ndarray,
    start: np.ndarray,
    removed: np.ndarray,
    inserted: Sequence[np.ndarray],
    window: int,
) -> tuple[np.ndarray, np.ndarray]:
    """Both alleles' windows of changes.

    Args:
        genome: the genome, opened.
        chrom: names, object, shape (n,).
        start: first changed base of each, from 0, int64, shape (n,).
        removed: number of bases that are replaced, int64, shape (n,).
        inserted: codes of the bases in their place.
        window: bases of a window.

    Returns:
        Codes of the reference and of the alternative, uint8, shape (n, window).
    """
    middle = window // 2
    reference = padded_windows(genome, chrom, start - middle, window)
    alternative = reference.copy()
    behind = padded_windows(genome, chrom, start + removed, window - middle)
    for row, own in enumerate(inserted):
        after = np.concatenate([own, behind[row]])[: window - middle]
        alternative[row, middle:] = after
    return reference, alternative


def is_left_normalised(genome: Genome, allele: Called) -> bool:
    """Whether an insertion or deletion cannot be moved to the left; True of other changes."""
    removed, inserted = allele.change.removed, allele.change.inserted
    if bool(removed) == bool(inserted) or not allele.start:
        return True
    before = genome.windows(np.array([allele.chrom], object), np.array([allele.start - 1]), 1)
    return alphabet.decode(before[0]) != (removed or inserted)[-1]
