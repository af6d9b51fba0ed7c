"""Rule annotate_vcf: write the scores of all models into a VCF."""

from bindery.variants.annotation.annotated_vcf import annotated


def annotate_vcf(
    *,
    file: str,
    unscored: str,
    scores: list[str],
    sizes: str | None,
    vcf: str,
    index: str,
    settings: dict,
) -> None:
    """Write a VCF with the scores of models as INFO, sorted, bgzipped and indexed.

    Args:
        file: the VCF that was scored.
        unscored: TSV of the rule read_variants.
        scores: TSV.gz of the rule score_variants, one for each of `models`.
        sizes: table of names and lengths of the genome's chromosomes.
        vcf: output, `.vcf.gz`.
        index: output, `.tbi`.
        settings: `models`, experiment and name of the model of each file of scores; and `aliases`,
            the file's names of chromosomes -> the genome's.
    """
    annotated(
        file=file,
        unscored=unscored,
        scores=scores,
        sizes=sizes,
        vcf=vcf,
        index=index,
        models=[tuple(names) for names in settings["models"]],
        aliases=settings["aliases"],
    )
