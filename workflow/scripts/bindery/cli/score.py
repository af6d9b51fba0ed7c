"""`bindery score`: scores of sequences, or of regions of a genome, by one model."""

import contextlib

import click

from bindery.cli import bars, genomes, models, streams
from bindery.cli.command import Command, backend_options, model_argument, output_option


@click.command(
    "score",
    cls=Command,
    examples=(
        "score results/mine/CTCF/auto --fasta candidates.fa -o scores.tsv",
        "score results/mine/CTCF/auto --bed peaks.bed --genome genome.fa -o scores.tsv.gz",
        "score results/mine/CTCF/auto --fasta - < candidates.fa",
    ),
)
@model_argument
@click.option("--fasta", type=click.Path(), help="Sequences as FASTA.")
@click.option("--tsv", type=click.Path(), help="A table with a column `sequence`.")
@click.option("--bed", type=click.Path(), help="Regions as BED or narrowPeak; needs --genome.")
@click.option("--genome", type=click.Path(), help="FASTA of the genome that --bed is of.")
@output_option("Table of scores, TSV")
@backend_options
def command(
    model: str,
    fasta: str | None,
    tsv: str | None,
    bed: str | None,
    genome: str | None,
    output: str,
    architectures: tuple[str, ...],
    threads: int | None,
) -> None:
    """Score sequences or regions by a model.

    One of --fasta, --tsv and --bed is needed; the file may be gzipped, or - for standard input.
    Scores are log-odds, beside the probability. A sequence longer than the model's window has the
    score of its best window, whose start and end are given; a shorter one is padded. A region is
    scored by the window around its summit or its middle.
    """
    given = [path for path in (fasta, tsv, bed) if path is not None]
    if len(given) != 1:
        raise click.UsageError("Give one of --fasta, --tsv and --bed.")
    if bed is not None and genome is None:
        raise click.UsageError("--bed needs --genome, the FASTA of the genome that it is of.")
    if bed is None and genome is not None:
        raise click.UsageError("--genome goes with --bed; sequences have their bases.")
    found = models.chosen(model)
    if bed is not None:
        models.warn_of_flanks(found)
    with contextlib.ExitStack() as opened:
        file, origin = opened.enter_context(streams.readable(given[0]))
        sequences = opened.enter_context(genomes.indexed(genome)) if genome else None
        network = models.load(found, architectures, threads)
        target = opened.enter_context(streams.writable(output))
        told = opened.enter_context(bars.progress("scoring"))
        from bindery.evaluation.scoring import write_scores

        write_scores(
            network,
            file,
            target,
            genome=sequences,
            aliases=found.aliases,
            window=found.window,
            target=found.target,
            origin=origin,
            gzipped=streams.compressed(output),
            told=told,
        )
