"""Scan a genome's file by models' files: what rules and the command line call."""

from collections.abc import Callable, Mapping, Sequence
from os import PathLike

from bindery.errors import InputError
from bindery.genomics.genome import Genome
from bindery.models.loading import load_model
from bindery.tracks.regions import named_regions
from bindery.tracks.scan import Scan, write_tracks
from bindery.tracks.scanners import scanner_of
from bindery.tracks.shuffled_genome import ShuffledGenome
from bindery.tracks.stretches import GenomeSource, Source


def scan_files(
    *,
    models: Sequence[tuple[str | PathLike, Sequence[str]]],
    tracks: Sequence[Sequence[str | PathLike]],
    genome: str | PathLike,
    regions: str | None = None,
    stride: int = 10,
    max_unknown: float = 0.5,
    assembly: str = "the genome",
    aliases: Mapping[str, str] | None = None,
    shuffle_seed: int | None = None,
    done: Callable[[int], None] | None = None,
) -> None:
    """Scan regions or the whole genome by models in one pass, and write their bigWigs.

    Each stretch of the genome is read and encoded once for all models.

    Args:
        models: file or folder of each model, and architectures that are a user's own, see
            `loading.load_model`.
        tracks: outputs, for each model one bigWig for each of its first outputs.
        genome: indexed FASTA.
        regions: BED file, or `chr:start-end`; None for the whole genome.
        stride: see `scan.Scan`, as max_unknown.
        max_unknown: see there.
        assembly: name of the genome, for errors.
        aliases: the regions' names of chromosomes -> the genome's.
        shuffle_seed: if given, the genome is shuffled (`shuffled_genome`) with this seed.
        done: called with the number of windows of each part that is done.

    Raises:
        InputError: a model or a file is missing, a region is not on the genome, there are no
            regions, or no window has a score.
    """
    scanners = [scanner_of(load_model(model, *own)) for model, own in models]
    with Genome(genome) as opened:
        source: Source = GenomeSource(opened)
        if shuffle_seed is not None:
            source = ShuffledGenome(source, shuffle_seed)
        chosen = None
        if regions is not None:
            chosen = named_regions(regions, source.lengths, assembly, aliases or {})
            if not chosen:
                raise InputError("the file has no regions", file=regions, remedy="add some")
        write_tracks(Scan(source, chosen, stride, max_unknown), scanners, tracks, done)
