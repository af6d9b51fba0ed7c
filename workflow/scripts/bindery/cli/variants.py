"""`bindery variants`: what the changes of a VCF, or of a table, do to models' scores."""

import contextlib
import tempfile
from pathlib import Path
from typing import Any

import click

from bindery.cli import genomes, models, streams
from bindery.cli.command import Command, backend_options, output_option
from bindery.cli.models import Chosen
from bindery.errors import InputError
from bindery.seeds import derive_seed

RANDOM = 1000


@click.command(
    "variants",
    cls=Command,
    examples=(
        "variants results/mine/CTCF/auto mine.vcf.gz --genome genome.fa -o effects.tsv",
        "variants results/mine/CTCF/auto mine.vcf.gz --genome genome.fa --vcf scored.vcf.gz",
        "variants results/mine/CTCF/auto alleles.tsv -o effects.tsv",
        "variants results/mine/CTCF/auto results/mine/CTCF/deepbind mine.vcf.gz"
        " --genome genome.fa -o effects",
    ),
)
@click.argument("named", metavar="MODEL...", nargs=-1, required=True)
@click.argument("file", metavar="VCF", type=click.Path())
@click.option("--genome", type=click.Path(), help="FASTA of the genome that the VCF is of.")
@output_option("Table of scored changes, TSV; of several models a folder, with a table for each")
@click.option("--unscored", type=click.Path(), help="Table of what is not scored, with reasons.")
@click.option("--vcf", type=click.Path(), help="The VCF with the scores as INFO, .vcf.gz, indexed.")
@click.option(
    "--shifts",
    type=click.IntRange(min=0),
    default=0,
    help="Take the best of windows moved by up to so many bases; 0: the change in the middle.",
)
@click.option("--haplotypes", is_flag=True, help="Score alleles of one haplotype together, too.")
@click.option(
    "--mismatches",
    type=click.Choice(["warn", "fail"]),
    default="warn",
    show_default=True,
    help="Whether a REF that is not the genome's is listed, or an error.",
)
@click.option(
    "--random",
    type=click.IntRange(min=1),
    default=RANDOM,
    show_default=True,
    help="Random changes of each kind, which p and z are from.",
)
@backend_options
def command(
    named: tuple[str, ...],
    file: str,
    genome: str | None,
    output: str,
    unscored: str | None,
    vcf: str | None,
    architectures: tuple[str, ...],
    threads: int | None,
    **given: Any,
) -> None:
    """Score variants by one model or several.

    VCF is a VCF, gzipped or not, or - for standard input; or, without --genome, a table with the
    columns `reference` and `alternative` of sequences. Each change has the scores of both alleles,
    their difference, and p and z against random changes of the same kind in the same genome. With
    --vcf, no table is printed.
    """
    if vcf is not None and genome is None:
        raise click.UsageError("--vcf goes with --genome.")
    found = [models.chosen(model) for model in named]
    tables = _tables(output, found, vcf)
    for model in found if genome is not None else ():
        models.warn_of_flanks(model)
    with contextlib.ExitStack() as opened:
        path, _ = opened.enter_context(streams.readable(file))
        _check_genome(path, genome)
        fasta = opened.enter_context(genomes.indexed(genome)) if genome else None
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="bindery-")))
        given["aliases"] = models.aliases_of_all(found)
        if fasta is not None:
            given["aliases"] = genomes.spelled_in_vcf(path, fasta, given["aliases"])
        made = _prepared(path, fasta, folder, found, given)
        scores = _scored(made, found, architectures, threads)
        outputs = [*zip(scores, tables, strict=True), (made["unscored"], unscored)]
        for table, wanted in outputs:
            if wanted is not None:
                with streams.writable(wanted) as target:
                    streams.hand_out(table, target, packed=streams.compressed(wanted))
        if vcf is not None and fasta is not None:
            _annotate(path, fasta, vcf, made["unscored"], scores, found, given["aliases"])


def _tables(output: str, found: list[Chosen], vcf: str | None) -> list[str | None]:
    """The path of each model's table; None if only a VCF is wanted."""
    if output == streams.STANDARD and vcf is not None:
        return [None] * len(found)
    if len(found) == 1:
        return [output]
    if output == streams.STANDARD:
        raise click.UsageError("Several models need -o FOLDER or --vcf.")
    return [*models.files_of(output, found, ".tsv")]


def _check_genome(file: str, genome: str | None) -> None:
    """Raise InputError for a VCF without its genome."""
    from bindery.formats import is_vcf

    if genome is None and is_vcf(file):
        raise InputError("this is a VCF", file=file, remedy="name its genome: --genome genome.fa")


def _prepared(
    file: str, genome: str | None, folder: Path, found: list[Chosen], given: dict[str, Any]
) -> dict[str, Path]:
    """Read the changes, and draw random ones; the paths of what was made."""
    from bindery.steps.prepare_changes import prepare_changes

    return prepare_changes(
        file=file,
        genome=genome,
        folder=folder,
        windows=[model.window for model in found],
        reading={
            **{name: given[name] for name in ("shifts", "haplotypes", "mismatches", "aliases")},
            "assembly": "the genome" if genome else "",
        },
        drawing={
            "name": "variants",
            "count": given["random"],
            "seed": derive_seed(1, "variants"),
        },
    )


def _scored(
    made: dict[str, Path],
    found: list[Chosen],
    architectures: tuple[str, ...],
    threads: int | None,
) -> list[Path]:
    """Score the changes by all models at once; the path of each model's table."""
    from bindery.steps.score_variants import score_variants

    folder = made["changes"].parent
    scores = [folder / f"scores.{number}.tsv.gz" for number in range(len(found))]
    models.prepare(threads)
    cores = threads or models.cores()
    with models.loading(" ".join(str(model.path) for model in found)):
        score_variants(
            changes=str(made["changes"]),
            random=str(made["random"]),
            models=[str(model.loadable) for model in found],
            scores=[*map(str, scores)],
            random_scores=[str(path.with_suffix(".h5")) for path in scores],
            threads=cores,
            settings={
                "targets": [model.target for model in found],
                "architectures": architectures,
                "backend": models.backend(),
                "backend_threads": cores,
            },
        )
    return scores


def _annotate(
    file: str,
    genome: str,
    vcf: str,
    unscored: Path,
    scores: list[Path],
    found: list[Chosen],
    aliases: dict[str, str],
) -> None:
    """Write the VCF with the scores as INFO, and its index beside it."""
    from bindery.genomics.genome import Genome
    from bindery.steps.annotate_vcf import annotate_vcf

    sizes = unscored.with_name("sizes")
    with Genome(genome) as opened:
        lines = (f"{name}\t{length}\n" for name, length in opened.lengths.items())
        sizes.write_text("".join(lines), encoding="utf-8")
    names = [model.name.partition("_") for model in found]
    annotate_vcf(
        file=file,
        unscored=str(unscored),
        scores=[*map(str, scores)],
        sizes=str(sizes),
        vcf=vcf,
        index=f"{vcf}.tbi",
        settings={
            "models": [[experiment, name or "model"] for experiment, _, name in names],
            "aliases": aliases,
        },
    )
