"""Compute the length and M5 of each sequence of an indexed genome."""

import hashlib
from os import PathLike

from bindery.alphabet import IUPAC, MOST_OTHERS
from bindery.errors import InputError
from bindery.genomics.genome import Genome


def digests_of(fasta: str | PathLike, origin: str | None = None) -> dict[str, tuple[int, str]]:
    """Length and M5 of each sequence of an indexed FASTA.

    M5 is the MD5 of the upper-case letters without line ends, as in the SAM specification and in
    refget, so that wrapping and compression do not matter.

    Args:
        fasta: the FASTA.
        origin: the file that it was made from, for errors; the path if None.

    Raises:
        InputError: more than 1% of its letters are neither bases nor IUPAC's.
    """
    found = {}
    others, total, first = 0, 0, ""
    with Genome(fasta, origin) as genome:
        for name, length in genome.lengths.items():
            md5 = hashlib.md5(usedforsecurity=False)
            for block in genome.letters(name):
                md5.update(block)
                strange = block.translate(None, IUPAC)
                first = first or (strange and f"'{chr(strange[0])}' in '{name}'") or ""
                others += len(strange)
            found[name] = (length, md5.hexdigest())
            total += length
    if others > MOST_OTHERS * total:
        raise InputError(
            f"{100 * others / total:.3g}% of the letters are no bases, such as {first}",
            file=origin or fasta,
            remedy="give the FASTA of a genome",
        )
    return found
