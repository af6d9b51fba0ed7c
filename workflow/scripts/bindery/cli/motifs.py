"""`bindery motifs`: those that a study has found, or those in sequences that are given."""

import contextlib
import shutil
from pathlib import Path

import click

from bindery.cli import models, streams
from bindery.cli.command import Command, backend_options, model_argument, output_option
from bindery.errors import InputError

GROUPS = "vertebrates plants insects nematodes fungi urochordates all".split()
RELEASE = "JASPAR2026"


@click.command(
    "motifs",
    cls=Command,
    examples=(
        "motifs results/mine/CTCF/deepbind",
        "motifs results/mine/CTCF/deepbind --meme -o ctcf.meme",
        "motifs results/mine/CTCF/deepbind --fasta bound.fa --group vertebrates",
    ),
)
@model_argument
@click.option("--fasta", type=click.Path(), help="Find motifs in these bound sequences, FASTA.")
@click.option("--tsv", type=click.Path(), help="The same, a table with a column `sequence`.")
@click.option("--group", type=click.Choice(GROUPS), help="Match with JASPAR's of this group.")
@click.option("--known", type=click.Path(), help="Match with these motifs, in MEME's format.")
@click.option("--meme", is_flag=True, help="Print matrices in MEME's format, not a table.")
@output_option("Table of motifs, TSV, or matrices")
@backend_options
def command(
    model: str,
    fasta: str | None,
    tsv: str | None,
    group: str | None,
    known: str | None,
    meme: bool,
    output: str,
    architectures: tuple[str, ...],
    threads: int | None,
) -> None:
    """Print the motifs of a model.

    Those that its study has found in the peaks, which lie in the model's folder; or, with --fasta
    or --tsv, those that its detectors find in these sequences. The most influential motif comes
    first; its matrix is the mean of the bases where the detector fires.
    """
    if fasta and tsv:
        raise click.UsageError("Give --fasta or --tsv.")
    if (group or known) and not (fasta or tsv):
        raise click.UsageError("--group and --known go with --fasta or --tsv.")
    if group and known:
        raise click.UsageError("Give --group or --known.")
    given = fasta or tsv
    if given is None:
        _print_found(model, output, "motifs.meme" if meme else "motifs.tsv")
        return
    found = models.chosen(model)
    with contextlib.ExitStack() as opened:
        file, origin = opened.enter_context(streams.readable(given))
        network = models.load(found, architectures, threads)
        target = opened.enter_context(streams.writable(output))
        from bindery.motifs.tomtom import Matching
        from bindery.steps.find_motifs import find_motifs

        library = None
        if group or known:
            library, _ = Matching(known, RELEASE, group, 0.01, "", None).known_motifs()
        find_motifs(network, file, target, known=library, meme=meme, origin=origin)


def _print_found(model: str, output: str, name: str) -> None:
    """Copy the file that a study has written beside a model."""
    path = models.chosen(model).path
    file = (path if path.is_dir() else path.parent) / name
    if not file.is_file():
        raise InputError(
            f"there is no {name} beside this model",
            file=model,
            remedy="give bound sequences to find motifs in: --fasta bound.fa",
        )
    with streams.writable(output) as target:
        Path(target).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)
