"""Rule index_genome: a genome indexed, and checked by what its sequences hold."""

import logging
from pathlib import Path

from bindery.genomics.digests import check_digests, read_digests, write_digests
from bindery.genomics.genome import index
from bindery.genomics.indexing import digests_of

logger = logging.getLogger(__name__)


def index_genome(
    *,
    fasta: str,
    sizes: str,
    digests: str,
    recorded: str,
    source: str,
    known: dict[str, list] | None,
    hold: bool,
    reference: str | None,
) -> None:
    """Index a FASTA and hold it to the digests that are known, or were recorded at first use.

    Args:
        fasta: plain FASTA.
        sizes: output, name and length.
        digests: output, name, length and M5.
        recorded: output that outlives reruns: the digests at first use.
        source: the FASTA's origin, for errors.
        known: name -> [length, M5], or None.
        hold: whether a genome without known digests is held to those recorded at first use; one
            that the workflow makes itself is not.
        reference: where `known` is written, for errors.

    Raises:
        InputError: the genome is not the one that it should be.
    """
    index(fasta, sizes)
    found = digests_of(fasta)
    if known is not None:
        expected = {name: (length, m5) for name, (length, m5) in known.items()}
        check_digests(found, expected, source, str(reference))
    elif hold and Path(recorded).exists():
        where = f"{recorded} (remove that file if you changed the genome on purpose)"
        check_digests(found, read_digests(recorded), source, where)
    elif hold:
        logger.warning("%s: no digests are known; recording what came, for later runs", source)
    write_digests(digests, found)
    write_digests(recorded, found)
