"""`bindery scan`: scores along a genome or regions of it as bigWig, and their peaks."""

import contextlib
import tempfile
from collections.abc import Callable
from typing import Any

import click

from bindery.cli import bars, genomes, models
from bindery.cli.command import Command, backend_options
from bindery.cli.models import Chosen
from bindery.errors import InputError
from bindery.seeds import derive_seed

ENDINGS = (".bw", ".bigwig")


@click.command(
    "scan",
    cls=Command,
    examples=(
        "scan results/mine/CTCF/auto --genome genome.fa -o ctcf.bw",
        "scan results/mine/CTCF/auto --genome genome.fa --regions chrI:1001-3000 -o part.bw",
        "scan results/mine/CTCF/auto --genome genome.fa -o ctcf.bw --peaks found.bed --fdr 0.05",
        "scan results/mine/CTCF/auto results/mine/CTCF/deepbind --genome genome.fa -o tracks",
    ),
)
@click.argument("named", metavar="MODEL...", nargs=-1, required=True)
@click.option("--genome", required=True, type=click.Path(), help="FASTA of the genome.")
@click.option("--regions", help="BED file or chr:start-end; the whole genome if not given.")
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(),
    help="Track, .bw; of several models a folder, with a track for each.",
)
@click.option(
    "--stride",
    type=click.IntRange(min=1),
    default=10,
    show_default=True,
    help="Bases between the centres of windows.",
)
@click.option("--peaks", type=click.Path(), help="Peaks of the track, narrowPeak; of one model.")
@click.option("--threshold", type=float, help="Least score of a peak, log-odds.")
@click.option(
    "--fdr",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    help="In place of a threshold: largest false-discovery rate, from the shuffled genome.",
)
@backend_options
def command(
    named: tuple[str, ...],
    genome: str,
    regions: str | None,
    output: str,
    stride: int,
    peaks: str | None,
    threshold: float | None,
    fdr: float | None,
    architectures: tuple[str, ...],
    threads: int | None,
) -> None:
    """Score windows along a genome, and call peaks.

    Every --stride bases, the window around that position is scored by each model, both strands as
    the model reads them; the bigWig has the scores, log-odds. The sequence is read once for all
    models. Peaks can be the input of a study again.
    """
    if (peaks is None) != (threshold is None and fdr is None):
        raise click.UsageError("--peaks goes with --threshold or --fdr.")
    if threshold is not None and fdr is not None:
        raise click.UsageError("Give --threshold or --fdr.")
    if peaks is not None and len(named) > 1:
        raise click.UsageError("--peaks is of one MODEL.")
    found = [models.chosen(model) for model in named]
    tracks = _tracks(output, found)
    for model in found:
        models.warn_of_flanks(model)
    with contextlib.ExitStack() as opened:
        file = opened.enter_context(genomes.indexed(genome))
        aliases = genomes.spelled(regions, file, models.aliases_of_all(found)) if regions else {}
        settings = {
            "models": [(model.loadable, architectures) for model in found],
            "genome": file,
            "regions": regions,
            "stride": stride,
            "aliases": aliases,
        }
        models.prepare(threads)
        opened.enter_context(models.loading(named[0]))
        _scan(tracks, settings, "scanning")
        if peaks is None:
            return
        shuffled = None
        if fdr is not None:
            folder = opened.enter_context(tempfile.TemporaryDirectory(prefix="bindery-"))
            shuffled = f"{folder}/shuffled.bw"
            seed = derive_seed(1, "study", "scan", "shuffled")
            _scan([shuffled], {**settings, "shuffle_seed": seed}, "scanning the shuffled genome")
        from bindery.tracks.peaks import call_peaks

        call_peaks(
            track=tracks[0],
            shuffled=shuffled,
            peaks=peaks,
            name=found[0].name,
            threshold=threshold,
            fdr=fdr,
        )


def _tracks(output: str, found: list[Chosen]) -> list[str]:
    """The path of each model's track.

    Raises:
        InputError: the name is no track's, or two models would have one track.
    """
    is_track = output.lower().endswith(ENDINGS)
    if len(found) == 1:
        if not is_track:
            raise InputError("a track's name ends in .bw", file=output, remedy="name it so")
        return [output]
    if is_track:
        raise InputError(
            f"{len(found)} models have {len(found)} tracks",
            file=output,
            remedy="give the name of a folder",
        )
    return models.files_of(output, found, ".bw")


def _scan(tracks: list[str], settings: dict[str, Any], what: str) -> None:
    """Write the tracks, with a bar of the windows that are done."""
    from bindery.tracks.scan_files import scan_files

    with bars.progress(what) as told:
        scan_files(tracks=[[track] for track in tracks], done=_counting(told), **settings)


def _counting(told: Callable[[int, int | None], None]) -> Callable[[int], None]:
    """A function that adds up windows and tells their number; their total is not known."""
    windows = 0

    def done(count: int) -> None:
        nonlocal windows
        windows += count
        told(windows, None)

    return done
