"""Rule index_genome: index a genome, and verify the content of its sequences."""

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
    """Index a FASTA and compare its digests with the known ones, or those of its first use.

    Args:
        fasta: plain FASTA.
        sizes: output, table of name and length.
        digests: output, table of name, length and M5.
        recorded: output with the digests at first use; reruns do not remove it.
        source: origin of the FASTA, for errors.
        known: name -> [length, M5], or None if unknown.
        hold: whether a genome without known digests must have those recorded at first use. That is
            not so for a simulated genome.
        reference: file with the known digests, for errors.

    Raises:
        InputError: the genome does not have the expected sequences, or holds no DNA.
    """
    index(fasta, sizes, source)
    found = digests_of(fasta, source)
    if known is not None:
        expected = {name: (length, m5) for name, (length, m5) in known.items()}
        check_digests(found, expected, source, str(reference))
    elif hold and Path(recorded).exists():
        where = f"{recorded} (remove that file if you changed the genome on purpose)"
        check_digests(found, read_digests(recorded), source, where)
    elif hold:
        logger.warning(
            "%s: its digests are not known; those of this genome are recorded for later runs",
            source,
        )
    write_digests(digests, found)
    write_digests(recorded, found)
