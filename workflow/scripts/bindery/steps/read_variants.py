"""Rule read_variants: read a file of variants into both alleles' windows."""

from bindery.variants.reading.read_changes import Reading, read_changes


def read_variants(
    *, file: str, genome: str | None, changes: str, unscored: str, counts: str, settings: dict
) -> None:
    """Read a VCF, or a table of reference and alternative sequences.

    Args:
        file: the file of variants.
        genome: indexed FASTA, for a VCF; None in a study without a genome.
        changes: output, HDF5, see `variants.changes_file`.
        unscored: output, TSV of the alleles that are not scored, with the reason.
        counts: output, TSV of step, what, and count.
        settings: the fields of `variants.read_changes.Reading`.
    """
    read_changes(
        file=file,
        genome=genome,
        changes=changes,
        unscored=unscored,
        counts=counts,
        reading=Reading(**settings),
    )
