"""`bindery variants`: what the changes of a VCF, or of a table, do to a model's score."""

import contextlib
import tempfile
from pathlib import Path
from typing import Any

import click

from bindery.cli import genomes, models, streams
from bindery.cli.command import Command, backend_options, model_argument, output_option
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
    ),
)
@model_argument
@click.argument("file", metavar="VCF", type=click.Path())
@click.option("--genome", type=click.Path(), help="FASTA of the genome that the VCF is of.")
@output_option("Table of scored changes, TSV")
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
    model: str,
    file: str,
    genome: str | None,
    output: str,
    unscored: str | None,
    vcf: str | None,
    architectures: tuple[str, ...],
    threads: int | None,
    **given: Any,
) -> None:
    """Score variants by a model.

    VCF is a VCF, gzipped or not, or - for standard input; or, without --genome, a table with the
    columns `reference` and `alternative` of sequences. Each change has the scores of both alleles,
    their difference, and p and z against random changes of the same kind in the same genome. With
    --vcf, no table is printed.
    """
    if vcf is not None and genome is None:
        raise click.UsageError("--vcf goes with --genome.")
    found = models.chosen(model)
    if genome is not None:
        models.warn_of_flanks(found)
    with contextlib.ExitStack() as opened:
        path, _ = opened.enter_context(streams.readable(file))
        _check_genome(path, genome)
        fasta = opened.enter_context(genomes.indexed(genome)) if genome else None
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="bindery-")))
        made = _scored(path, fasta, folder, found, architectures, threads, given)
        table = None if vcf is not None and output == streams.STANDARD else output
        for name, wanted in (("scores", table), ("unscored", unscored)):
            if wanted is not None:
                with streams.writable(wanted) as target:
                    streams.hand_out(made[name], target, packed=streams.compressed(wanted))
        if vcf is not None and fasta is not None:
            _annotate(path, fasta, vcf, made, found)


def _check_genome(file: str, genome: str | None) -> None:
    """Raise InputError for a VCF without its genome."""
    from bindery.formats import is_vcf

    if genome is None and is_vcf(file):
        raise InputError("this is a VCF", file=file, remedy="name its genome: --genome genome.fa")


def _scored(
    file: str,
    genome: str | None,
    folder: Path,
    model: models.Chosen,
    architectures: tuple[str, ...],
    threads: int | None,
    given: dict[str, Any],
) -> dict[str, Path]:
    """Read, draw random changes, and score; the paths of what was made."""
    from bindery.steps.prepare_changes import prepare_changes
    from bindery.steps.score_variants import score_variants

    made = prepare_changes(
        file=file,
        genome=genome,
        folder=folder,
        window=model.window,
        reading={
            **{name: given[name] for name in ("shifts", "haplotypes", "mismatches")},
            "assembly": "the genome" if genome else "",
            "aliases": model.aliases or {},
        },
        drawing={
            "name": "variants",
            "count": given["random"],
            "seed": derive_seed(1, "variants"),
        },
    )
    made["scores"] = folder / "scores.tsv.gz"
    models.prepare(threads)
    cores = threads or models.cores()
    with models.loading(model.path):
        score_variants(
            changes=str(made["changes"]),
            random=str(made["random"]),
            model=str(model.loadable),
            scores=str(made["scores"]),
            random_scores=str(folder / "random_scores.h5"),
            threads=cores,
            settings={
                "target": model.target,
                "architectures": architectures,
                "backend": models.backend(),
                "backend_threads": cores,
            },
        )
    return made


def _annotate(
    file: str, genome: str, vcf: str, made: dict[str, Path], model: models.Chosen
) -> None:
    """Write the VCF with the scores as INFO, and its index beside it."""
    from bindery.genomics.genome import Genome
    from bindery.steps.annotate_vcf import annotate_vcf

    sizes = made["scores"].with_name("sizes")
    with Genome(genome) as opened:
        lines = (f"{name}\t{length}\n" for name, length in opened.lengths.items())
        sizes.write_text("".join(lines), encoding="utf-8")
    experiment, _, name = model.name.partition("_")
    annotate_vcf(
        file=file,
        unscored=str(made["unscored"]),
        scores=[str(made["scores"])],
        sizes=str(sizes),
        vcf=vcf,
        index=f"{vcf}.tbi",
        settings={"models": [[experiment, name or "model"]], "aliases": model.aliases or {}},
    )
