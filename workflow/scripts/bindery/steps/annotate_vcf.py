"""Rule annotate_vcf: write a VCF with the scores of all models as INFO fields."""

from bindery import __version__
from bindery.variants import annotate_vcf as annotating


def annotate_vcf(
    *,
    file: str,
    genome: str,
    unscored: str,
    scores: list[str],
    annotated: str,
    models: list[list[str]],
    aliases: dict[str, str],
) -> None:
    """Write a VCF with the scores of all models, compressed by bgzip, and its index.

    Args:
        file: the VCF.
        genome: indexed FASTA.
        unscored: TSV of the alleles that are not scored.
        scores: TSV of each model.
        annotated: output, VCF by bgzip; its index is beside it.
        models: experiment and name of each model.
        aliases: the file's chromosome names -> the genome's.
    """
    names = [f"{experiment}/{model}" for experiment, model in models]
    annotating.annotate_vcf(
        file=file,
        scores=dict(zip(names, scores, strict=True)),
        unscored=unscored,
        annotated=annotated,
        genome=genome,
        aliases=aliases,
        version=__version__,
    )
