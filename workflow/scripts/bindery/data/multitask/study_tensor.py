"""Write a study's tensor file: windows of the genome, labelled for all experiments."""

import hashlib
from collections.abc import Iterator, Sequence

import numpy as np

from bindery.data.leaks import groups
from bindery.data.multitask.background import draw_background
from bindery.data.multitask.bins import bins_of
from bindery.data.multitask.labels import LabelledWindows, no_bits
from bindery.data.multitask.later_splits import LaterSplits
from bindery.data.multitask.regions import regions_of
from bindery.data.multitask.study_peaks import StudyPeaks, read_study_peaks
from bindery.data.multitask.study_rows import StudyRows
from bindery.data.peaks import read_blacklist
from bindery.data.tensor_writer import TensorWriter
from bindery.files import sha256, written
from bindery.genomics.digests import genome_digest, read_digests
from bindery.genomics.genome import Genome
from bindery.genomics.intervals import Intervals, from_rows
from bindery.row_counts import RowCounts

REGIONS = "regions"


def _labelled(
    peaks: StudyPeaks, avoid: Intervals, lengths: dict[str, int], tasks: int, seed: int, own: dict
) -> Iterator[tuple[str, LabelledWindows]]:
    """The labelled windows of each chromosome, by the kind in the settings."""
    generator = np.random.default_rng(seed)
    for number, (name, length) in enumerate(lengths.items()):
        here = avoid.select(avoid.chrom == name)
        extents = np.stack([here.start, here.end], axis=1)
        of_chrom = peaks.select(peaks.chrom == number)
        window = own["window"]
        if own["kind"] == REGIONS:
            overlap = own["overlap"]
            found = regions_of(
                of_chrom, extents, length, tasks=tasks, window=window, overlap=overlap
            )
        else:
            bins = {key: own[key] for key in ("bin", "widen", "background")}
            found = bins_of(
                of_chrom, extents, length, tasks=tasks, window=window, generator=generator, **bins
            )
        yield name, found


def _drop_repeats(
    later: LaterSplits, name: str, windows: LabelledWindows, rows: StudyRows
) -> tuple[LabelledWindows, int]:
    """The windows of a chromosome that hold no repeat of a later split, and how many do."""
    repeated = later.hold_repeat(name, windows.start, rows.writer.window)
    return windows.select(~repeated), int(repeated.sum())


def _append_background(
    rows: StudyRows,
    peaks: StudyPeaks,
    avoid: Intervals,
    later: LaterSplits,
    seed: int,
    own: dict,
) -> None:
    """Draw and write the background of the regions written so far."""
    drawn = draw_background(
        rows.intervals("region"),
        peaks,
        avoid,
        rows.genome,
        split=rows.split,
        ratio=own["background"],
        gc_tolerance=own["gc_tolerance"],
        max_unknown=rows.max_unknown,
        seed=seed,
        record=rows.log,
    ).sorted(rows.genome.lengths)
    dropped = 0
    for name in dict.fromkeys(drawn.chrom):
        start = drawn.start[drawn.chrom == name]
        none = no_bits(len(start), len(rows.tasks))
        windows, repeated = _drop_repeats(later, name, LabelledWindows(start, none, none), rows)
        rows.append(name, windows, background=True)
        dropped += repeated
    rows.log.note("dropped", "background that repeats on chromosomes of a later split", dropped)


def _append_all(rows: StudyRows, peaks: StudyPeaks, avoid: Intervals, seed: int, own: dict) -> None:
    """Write all windows, and count what is read and left out."""
    lengths = rows.genome.lengths
    rows.log.note("read", "peaks", len(peaks))
    rows.log.note("read", "peaks that their experiment does not use", (~peaks.kept).sum())
    short = np.array([length < own["window"] for length in lengths.values()])
    rows.log.note("dropped", "peak on a chromosome below the window", short[peaks.chrom].sum())
    later = LaterSplits(rows.genome, rows.split, own["repeat"])
    unknown = repeats = 0
    for name, windows in _labelled(peaks, avoid, lengths, len(rows.tasks), seed, own):
        windows, repeated = _drop_repeats(later, name, windows, rows)
        repeats += repeated
        unknown += rows.append(name, windows)
    rows.log.note("dropped", "row that repeats on chromosomes of a later split", repeats)
    rows.log.note("dropped", "too many unknown bases", unknown)
    if own["kind"] == REGIONS and own["background"] and len(rows.rows):
        _append_background(rows, peaks, avoid, later, seed, own)


def build_study_tensor(
    *,
    peaks: Sequence[str],
    genome: str,
    digests: str,
    blacklist: str | None,
    tensor: str,
    row_counts: str,
    experiments: Sequence[str],
    assembly: str,
    aliases: dict[str, str],
    split: dict[str, list[str]],
    max_unknown: float,
    seed: int,
    settings: dict,
) -> None:
    """Write a study's tensor file: a row for each window, a column for each experiment.

    Memory grows with the peaks, and by a few bits for each row and experiment; sequences and
    targets are written in blocks.

    Args:
        peaks: the table of whole peaks of each experiment.
        genome: indexed FASTA.
        digests: the genome's digests.
        blacklist: BED of regions to avoid, or None.
        tensor: output, HDF5.
        row_counts: output, TSV of step, reason, rows.
        experiments: names of the experiments, in the order of `peaks`.
        assembly: name of the genome.
        aliases: chromosome names of the blacklist -> the genome's.
        split: chromosomes of `validation` and `test`.
        max_unknown: largest share of unknown bases of a window.
        seed: seed of the background.
        settings: `kind`; `window`; `repeat`, bases in a row that no row may have in common with the
            chromosomes of a later split; and what `regions_of`, `bins_of` and `draw_background`
            take besides.

    Raises:
        InputError: a split has no row with a positive, or no room for its background.
    """
    log = RowCounts(tensor)
    with (
        written(tensor) as temporary,
        Genome(genome) as opened,
        TensorWriter(temporary, settings["window"]) as writer,
    ):
        lengths = opened.lengths
        avoid = from_rows([]) if blacklist is None else read_blacklist(blacklist, aliases, lengths)
        rows = StudyRows(writer, opened, experiments, split, max_unknown, log)
        _append_all(rows, read_study_peaks(peaks, lengths), avoid, seed, settings)
        digest = rows.drop_leaks()
        rows.check(tensor)
        intervals = rows.intervals(settings["kind"].removesuffix("s"))
        contents = "".join(sha256(path) for path in peaks)
        writer.finish(
            targets=None,
            split=rows.rows.split,
            group=groups(intervals, np.full(len(digest), -1), digest),
            tasks=list(experiments),
            intervals=intervals,
            attributes={
                "assembly": assembly,
                "genome_digest": genome_digest(read_digests(digests)),
                "seed": seed,
                "kind": settings["kind"],
                "peaks_sha256": hashlib.sha256(contents.encode()).hexdigest(),
            },
        )
    log.write(row_counts)
