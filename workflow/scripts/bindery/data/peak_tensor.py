"""Put peaks, background and genome together into a tensor file."""

import logging

import numpy as np

from bindery import alphabet
from bindery.data.background import read_background
from bindery.data.leaks import background_equal_to_positive, groups, shared_with_later_split
from bindery.data.shuffles import Shuffler
from bindery.data.splits import SPLITS, split_of
from bindery.data.tensor_writer import TensorWriter
from bindery.data.tensors import ROWS_AT_ONCE, middle_of
from bindery.errors import InputError
from bindery.files import sha256, written
from bindery.genomics.digests import genome_digest, read_digests
from bindery.genomics.genome import Genome
from bindery.genomics.intervals import Intervals, from_positions
from bindery.genomics.peak_files import read_bed
from bindery.genomics.windows import padded_windows
from bindery.row_counts import RowCounts

logger = logging.getLogger(__name__)

NO_PLACE = (".", -1, -1)


def append_windows(writer: TensorWriter, genome: Genome, intervals: Intervals, stored: int) -> None:
    """Write `stored` bases around the centres of intervals, in their order, in blocks."""
    for first in range(0, len(intervals), ROWS_AT_ONCE):
        part = slice(first, first + ROWS_AT_ONCE)
        length = int(intervals.end[first] - intervals.start[first])
        start = intervals.start[part] - middle_of(stored, length).start
        writer.append(padded_windows(genome, intervals.chrom[part], start, stored))


def _append_shuffles(writer: TensorWriter, count: int, ratio: int, shuffler: Shuffler) -> None:
    """Write `ratio` dinucleotide shuffles of each of the first `count` sequences."""
    for _ in range(ratio):
        for first in range(0, count, ROWS_AT_ONCE):
            codes = writer.read(first, min(first + ROWS_AT_ONCE, count))
            writer.append(shuffler.shuffled(codes))


def _without_positions(names: list[str]) -> Intervals:
    return from_positions((*NO_PLACE, name) for name in names)


def _keep_clean(
    writer: TensorWriter,
    split: np.ndarray,
    positive: np.ndarray,
    source: np.ndarray,
    log: RowCounts,
) -> tuple[np.ndarray, np.ndarray]:
    """Drop rows that leak or contradict others; return the mask of kept rows, and all digests."""
    digest = writer.digest
    shared = shared_with_later_split(digest, split)
    contrary = ~shared & background_equal_to_positive(digest, positive)
    orphan = ~shared & ~contrary & (source >= 0) & shared[source]
    log.note("dropped", "positive whose sequence is in a later split", (shared & positive).sum())
    log.note("dropped", "background whose sequence is in a later split", (shared & ~positive).sum())
    log.note("dropped", "background with the sequence of a positive", contrary.sum())
    log.note("dropped", "shuffle of a dropped positive", orphan.sum())
    keep = ~(shared | contrary | orphan)
    writer.keep(keep)
    return keep, digest[keep]


def _check_both_classes(
    positive: np.ndarray, split: np.ndarray, peaks: str, log: RowCounts
) -> None:
    for part, name in enumerate(SPLITS):
        for wanted, what in ((True, "positive"), (False, "background")):
            count = int(((split == part) & (positive == wanted)).sum())
            log.note("kept", f"{name} {what}", count)
            if not count:
                raise InputError(
                    f"no {what} is left for {name}",
                    file=peaks,
                    remedy="move chromosomes between the splits under `split:` in the config, "
                    "draw another background, or set `skip` for this experiment",
                )


def build_peak_tensor(
    *,
    peaks: str,
    genome: str,
    digests: str,
    background: str | None = None,
    tensor: str,
    row_counts: str,
    experiment: str,
    assembly: str,
    window: int,
    stored: int,
    split: dict[str, list[str]],
    ratio: int,
    seed: int,
) -> None:
    """Write an experiment's tensor file.

    Args:
        peaks: BED6 of the peaks' windows.
        background: table of the rule draw_background, or None for dinucleotide shuffles of the
            peaks.
        genome: indexed FASTA.
        digests: the genome's digests.
        tensor: output, HDF5.
        row_counts: output, TSV of step, reason, rows.
        experiment: name of the experiment and of its task.
        assembly: name of the genome.
        window: length of a row's window, in bases.
        stored: bases to store around each row's centre.
        split: chromosomes of `validation` and `test`.
        ratio: number of shuffles of each peak.
        seed: seed of this experiment's shuffles.

    Raises:
        InputError: a split has no positive or no background left; or given background sequences
            have no bases around their windows to store.
    """
    log = RowCounts(peaks)
    positives = read_bed(peaks)
    count = len(positives)
    source = np.full(count, -1)
    split_code = split_of(positives.chrom, split)
    with (
        written(tensor) as temporary,
        Genome(genome) as opened,
        TensorWriter(temporary, window, stored) as writer,
    ):
        append_windows(writer, opened, positives, stored)
        if background is None:
            _append_shuffles(writer, count, ratio, Shuffler(seed, window))
            names = [f"shuffle_of_{name}" for name in positives.name]
            rest = _without_positions(names * ratio)
            source = np.concatenate([source, np.tile(np.arange(count), ratio)])
            split_code = np.tile(split_code, ratio + 1)
        else:
            placed, loose = read_background(background)
            append_windows(writer, opened, placed, stored)
            if loose and stored > window:
                raise InputError(
                    f"given background sequences are read {window} bases wide, and a model or "
                    f"baseline has a window of {stored}",
                    file=background,
                    remedy="give the background as regions (BED), or a `window` that is the widest",
                )
            for _, _, letters in loose:
                writer.append(alphabet.encode(letters)[None])
            rest = Intervals.joined([placed, _without_positions([name for name, _, _ in loose])])
            source = np.concatenate([source, np.full(len(rest), -1)])
            given = [SPLITS.index(part) for _, part, _ in loose]
            split_code = np.concatenate([split_code, split_of(placed.chrom, split), given])
        intervals = Intervals.joined([positives, rest])
        positive = np.arange(len(intervals)) < count
        keep, digest = _keep_clean(writer, split_code, positive, source, log)
        position = np.cumsum(keep) - 1
        source = np.where(source >= 0, position[source], -1)[keep]
        intervals, positive, split_code = intervals.select(keep), positive[keep], split_code[keep]
        _check_both_classes(positive, split_code, peaks, log)
        writer.finish(
            targets=positive[:, None],
            split=split_code,
            group=groups(intervals, source, digest),
            tasks=[experiment],
            intervals=intervals,
            attributes={
                "assembly": assembly,
                "genome_digest": genome_digest(read_digests(digests)),
                "seed": seed,
                "peaks_sha256": sha256(peaks),
                "background": "dinucleotide_shuffle" if background is None else "windows",
                "background_sha256": "" if background is None else sha256(background),
            },
        )
    log.write(row_counts)
