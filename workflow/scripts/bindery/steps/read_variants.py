"""Rule read_variants: read a file of variants, and write both alleles' windows of each."""

from bindery.variants import read_variants as reading


def read_variants(
    *, file: str, genome: str | None, changes: str, unscored: str, counts: str, settings: dict
) -> None:
    """Read a file of variants, and write both alleles' windows of each that can be scored.

    Args:
        file: VCF, or table of reference and alternative sequences.
        genome: indexed FASTA; None in a study without a genome.
        changes: output, file of changes.
        unscored: output, TSV of the alleles that are not scored.
        counts: output, TSV of step, reason, rows.
        settings: the other arguments of `variants.read_variants.read_variants`.
    """
    reading.read_variants(
        file=file, genome=genome, changes=changes, unscored=unscored, counts=counts, **settings
    )
