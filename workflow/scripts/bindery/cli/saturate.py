"""`bindery saturate`: what every single-base change of a region does to a model's score."""

import contextlib
import tempfile
from pathlib import Path

import click

from bindery.cli import genomes, models, streams
from bindery.cli.command import Command, backend_options, model_argument, output_option


@click.command(
    "saturate",
    cls=Command,
    examples=(
        "saturate results/mine/CTCF/auto chrI:1001-1200 --genome genome.fa --figure map.svg",
        "saturate results/mine/CTCF/auto peaks.bed --genome genome.fa -o changes.tsv.gz",
    ),
)
@model_argument
@click.argument("regions", metavar="REGION")
@click.option("--genome", required=True, type=click.Path(), help="FASTA of the genome.")
@output_option("Table of changes, TSV")
@click.option("--figure", type=click.Path(), help="Heat map of the changes, SVG.")
@backend_options
def command(
    model: str,
    regions: str,
    genome: str,
    output: str,
    figure: str | None,
    architectures: tuple[str, ...],
    threads: int | None,
) -> None:
    """Score every single-base change of a region.

    REGION is chr:start-end, whose first base is 1 and whose last base belongs to it, or a BED file.
    Each change is scored in the window that is centred on it; the table has the scores of both
    bases and their differences.
    """
    found = models.chosen(model)
    models.warn_of_flanks(found)
    with contextlib.ExitStack() as opened:
        file = opened.enter_context(genomes.indexed(genome))
        aliases = genomes.spelled(regions, file, found.aliases)
        folder = opened.enter_context(tempfile.TemporaryDirectory(prefix="bindery-"))
        changes = Path(folder) / "changes.tsv.gz"
        models.prepare(threads)
        from bindery.steps.saturate_region import saturate_region

        with models.loading(model):
            saturate_region(
                model=str(found.loadable),
                genome=file,
                regions=regions,
                changes=str(changes),
                assembly="the genome",
                aliases=aliases,
                target=found.target,
                architectures=architectures,
                backend=models.backend(),
                backend_threads=threads or models.cores(),
            )
        if figure is not None:
            from bindery.steps.draw_saturation import draw_saturation

            title = f"Every change of {regions} by {found.name}"
            draw_saturation(changes=str(changes), figure=figure, title=title)
        with streams.writable(output) as target:
            streams.hand_out(changes, target, packed=streams.compressed(output))
