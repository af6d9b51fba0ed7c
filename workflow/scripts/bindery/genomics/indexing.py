"""Compute the length and M5 of each sequence of an indexed genome."""

import hashlib
from os import PathLike

from bindery.genomics.genome import Genome


def digests_of(fasta: str | PathLike) -> dict[str, tuple[int, str]]:
    """Length and M5 of each sequence of an indexed FASTA.

    M5 is the MD5 of the upper-case letters without line ends, as in the SAM specification and in
    refget, so that wrapping and compression do not matter.
    """
    found = {}
    with Genome(fasta) as genome:
        for name, length in genome.lengths.items():
            md5 = hashlib.md5(usedforsecurity=False)
            for block in genome.letters(name):
                md5.update(block)
            found[name] = (length, md5.hexdigest())
    return found
