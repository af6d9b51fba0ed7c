"""Put peaks, background and genome together into a tensor file."""

import logging
from dataclasses import dataclass

import numpy as np

from bindery import alphabet
from bindery.data.background import read_background
from bindery.data.leaks import background_equal_to_positive, groups, shared_with_later_split
from bindery.data.shuffles import Shuffler
from bindery.data.splits import SPLITS, TEST, split_of
from bindery.data.tensor_writer import TensorWriter
from bindery.data.tensors import ROWS_AT_ONCE, middle_of
from bindery.errors import InputError
from bindery.files import sha256, written
from bindery.genomics.digests import genome_digest, read_digests
from bindery.genomics.genome import Genome
from bindery.genomics.intervals import Intervals, from_positions
from bindery.genomics.peak_files import read_bed
from bindery.genomics.windows import centre, padded_windows
from bindery.row_counts import RowCounts
from bindery.study.backgrounds import SHUFFLED

logger = logging.getLogger(__name__)

NO_PLACE = (".", -1, -1)


def append_windows(
    writer: TensorWriter,
    genome: Genome,
    intervals: Intervals,
    stored: int,
    stranded: bool = False,
) -> None:
    """Write `stored` bases around the centres of intervals, in their order, in blocks.

    If `stranded`, those on the minus strand are written as its letters from 5' to 3'.
    """
    for first in range(0, len(intervals), ROWS_AT_ONCE):
        part = slice(first, first + ROWS_AT_ONCE)
        length = int(intervals.end[first] - intervals.start[first])
        before = middle_of(stored, length).start
        start = intervals.start[part] - before
        minus = (intervals.strand[part] == "-") & stranded
        start[minus] += 2 * before + length - stored
        codes = padded_windows(genome, intervals.chrom[part], start, stored)
        codes[minus] = alphabet.reverse_complement(codes[minus])
        writer.append(codes)


def _without_positions(names: list[str]) -> Intervals:
    return from_positions((*NO_PLACE, name) for name in names)


@dataclass
class _Part:
    """Rows of one kind, in the order in which they are written.

    Attributes:
        intervals: start -1 where a row has no position in the genome.
        split: number of each row's split, shape (n,).
        source: index of the positive that a row was made from, or -1, shape (n,).
        method: name of each row's background, "" for positives, object, shape (n,).
    """

    intervals: Intervals
    split: np.ndarray
    source: np.ndarray
    method: np.ndarray

    @staticmethod
    def of(intervals: Intervals, split: np.ndarray, method: np.ndarray | str) -> "_Part":
        """Rows that were made from no others; one method may stand for all."""
        count = len(intervals)
        named = np.full(count, method, object) if isinstance(method, str) else method
        return _Part(intervals, split, np.full(count, -1), named)


def _shuffles(writer: TensorWriter, positives: _Part, ratio: int, shuffler: Shuffler) -> _Part:
    """Write `ratio` dinucleotide shuffles of each positive."""
    count = len(positives.intervals)
    for _ in range(ratio):
        for first in range(0, count, ROWS_AT_ONCE):
            codes = writer.read(first, min(first + ROWS_AT_ONCE, count))
            writer.append(shuffler.shuffled(codes))
    names = [f"shuffle_of_{name}" for name in positives.intervals.name] * ratio
    own = _Part.of(_without_positions(names), np.tile(positives.split, ratio), SHUFFLED)
    own.source = np.tile(np.arange(count), ratio)
    return own


def _drawn(
    writer: TensorWriter,
    genome: Genome,
    background: str,
    split: dict[str, list[str]],
    stored: int,
    stranded: bool,
) -> list[_Part]:
    """Write the windows and the sequences of a background table."""
    table = read_background(background)
    append_windows(writer, genome, table.windows, stored, stranded)
    parts = [
        _Part.of(
            table.windows,
            split_of(table.windows.chrom, split, centre(table.windows)),
            table.of_windows,
        )
    ]
    if not table.sequences:
        return parts
    if stored > writer.window:
        raise InputError(
            f"given background sequences are read {writer.window} bases wide, and a model or "
            f"baseline has a window of {stored}",
            file=background,
            remedy="give the background as regions (BED), or a `window` that is the widest",
        )
    for _, _, letters in table.sequences:
        writer.append(alphabet.encode(letters)[None])
    given = np.array([SPLITS.index(part) for _, part, _ in table.sequences], np.int64)
    names = _without_positions([name for name, _, _ in table.sequences])
    return [*parts, _Part.of(names, given, "given")]


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


def _numbered(
    method: np.ndarray, split: np.ndarray, backgrounds: list[str], peaks: str, log: RowCounts
) -> np.ndarray:
    """The number of each row's background, from 1, 0 for positives; count and check every kind.

    The first background must have rows in all splits, any other one in the test split.
    """
    numbers = {name: number for number, name in enumerate(["", *backgrounds])}
    number = np.array([numbers[name] for name in method.tolist()])
    for part, name in enumerate(SPLITS):
        for kind, what in enumerate(["positive", *backgrounds]):
            shown = "background" if kind == 1 else what
            count = int(((split == part) & (number == kind)).sum())
            if count or kind < 2:
                log.note("kept", f"{name} {shown}", count)
            if not count and (kind < 2 or part == TEST):
                raise InputError(
                    f"no {shown} is left for {name}",
                    file=peaks,
                    remedy="move chromosomes between the splits under `split:` in the config, "
                    "draw another background, or set `skip` for this experiment",
                )
    return number


def build_tensor(
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
    backgrounds: list[str],
    seed: int,
    stranded: bool = False,
) -> None:
    """Write an experiment's tensor file.

    Args:
        peaks: BED6 of the peaks' windows.
        background: table of the rule draw_background, or None if all background is shuffled peaks.
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
        backgrounds: names of the backgrounds; `dinucleotide_shuffle` is made here.
        seed: seed of this experiment's shuffles.
        stranded: whether windows are read on their own strand, as of RNA.

    Raises:
        InputError: a split has no positive or no background left; or given background sequences
            have no bases around their windows to store.
    """
    log = RowCounts(peaks)
    found = read_bed(peaks)
    positives = _Part.of(found, split_of(found.chrom, split, centre(found)), "")
    with (
        written(tensor) as temporary,
        Genome(genome) as opened,
        TensorWriter(temporary, window, stored) as writer,
    ):
        append_windows(writer, opened, found, stored, stranded)
        parts = [positives]
        if SHUFFLED in backgrounds:
            parts.append(_shuffles(writer, positives, ratio, Shuffler(seed, window)))
        if background is not None:
            parts += _drawn(writer, opened, background, split, stored, stranded)
        intervals = Intervals.joined([part.intervals for part in parts])
        split_code, source, method = (
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("split", "source", "method")
        )
        keep, digest = _keep_clean(writer, split_code, method == "", source, log)
        position = np.cumsum(keep) - 1
        source = np.where(source >= 0, position[source], -1)[keep]
        intervals, method, split_code = intervals.select(keep), method[keep], split_code[keep]
        number = _numbered(method, split_code, backgrounds, peaks, log)
        writer.finish(
            targets=(number == 0)[:, None],
            split=split_code,
            group=groups(intervals, source, digest),
            tasks=[experiment],
            intervals=intervals,
            background=number if len(backgrounds) > 1 else None,
            attributes={
                "assembly": assembly,
                "genome_digest": genome_digest(read_digests(digests)),
                "seed": seed,
                "peaks_sha256": sha256(peaks),
                "backgrounds": ",".join(backgrounds),
                "background_sha256": "" if background is None else sha256(background),
            },
        )
    log.write(row_counts)
