"""Rule normalise_peaks: check, rename, centre, resize, filter and count the rows of a peak file."""

import numpy as np

from bindery.data.peaks import (
    best_scored,
    check_scores,
    first_of_each,
    on_strands,
    read_blacklist,
    write_whole_peaks,
)
from bindery.data.splits import SPLITS, check_splits, gaps, near_later_split, split_of
from bindery.errors import InputError
from bindery.files import check_sha256
from bindery.genomics.genome import Genome
from bindery.genomics.genome_fit import of_genome
from bindery.genomics.interval_arithmetic import overlapping_any, write_merged
from bindery.genomics.intervals import Intervals, from_rows
from bindery.genomics.peak_files import read_peaks, write_bed
from bindery.genomics.windows import centre, inside, resize, unknown_share
from bindery.row_counts import RowCounts
from bindery.study.chromosomes import check_chromosomes


def normalise_peaks(
    *,
    peaks: str,
    origin: str | None,
    expected: str | None,
    genome: str,
    blacklist: str | None,
    windows: str,
    excluded: str,
    whole: str,
    row_counts: str,
    assembly: str,
    window: int,
    aliases: dict[str, str],
    split: dict[str, list[str]],
    best: int | None,
    max_unknown: float,
    max_dropped: float,
    stranded: bool = False,
    crosslink: bool = False,
) -> None:
    """Turn a peak file into windows for a model, and count every row.

    Args:
        peaks: BED, broadPeak or narrowPeak, gzipped or not.
        origin: URL of the peaks, for errors; None for a local file.
        expected: SHA-256 of the peaks, or None.
        genome: indexed FASTA.
        blacklist: BED of regions to avoid, or None.
        windows: output, BED6 of the kept windows in the genome's order.
        excluded: output, BED3 of the regions where no background may lie: all peaks, their windows
            and the blacklist, merged.
        whole: output, TSV of all peaks of the file with their own starts and ends.
        row_counts: output, TSV of step, reason, rows.
        assembly: name of the genome.
        window: length of the windows, bases.
        aliases: the file's chromosome names -> the genome's.
        split: chromosomes of `validation` and `test`; the others are for training.
        best: number of peaks to keep, the best by score; None keeps all.
        max_unknown: largest share of unknown bases that a window may have.
        max_dropped: largest share of rows that may lie on no sequence of the genome.
        stranded: whether each peak is on one strand, as of RNA; those without one are dropped.
        crosslink: whether windows are centred on the first base of each peak, by its strand.

    Raises:
        InputError: a row is wrong (the error names file and row), or no peak is left for a split.
    """
    origin = origin or peaks
    check_sha256(peaks, expected, origin)
    record = RowCounts(origin)
    raw = _read(peaks, origin, best, record)
    with Genome(genome) as opened_genome:
        lengths = opened_genome.lengths
        check_chromosomes(split, lengths, assembly)
        raw, beyond = of_genome(
            raw,
            aliases=aliases,
            lengths=lengths,
            file=origin,
            assembly=assembly,
            max_dropped=max_dropped,
            record=record,
        )
        if stranded:
            raw = on_strands(raw, origin, crosslink, record)
        avoid = from_rows([]) if blacklist is None else read_blacklist(blacklist, aliases, lengths)
        resized = resize(raw, window, stranded)
        beside = gaps(split, window)
        write_merged(excluded, [raw, beyond, resized, avoid, beside], lengths)
        kept = record.keep(resized, first_of_each(resized, stranded), "duplicate position")
        kept = record.keep(kept, inside(kept, lengths), "window leaves the chromosome")
        if blacklist is not None:
            kept = record.keep(kept, ~overlapping_any(kept, avoid), "in the blacklist")
        known = unknown_share(opened_genome, kept) <= max_unknown
        kept = record.keep(kept, known, "too many unknown bases")
    if best is not None:
        check_scores(kept, best, origin)
        kept = record.keep(kept, best_scored(kept, best), f"not among the best {best}")
    parts = split_of(kept.chrom, split, centre(kept))
    near = near_later_split(kept.chrom, centre(kept), parts, split, window)
    if near.any():
        kept, parts = record.keep(kept, ~near, "in the gap beside a later split"), parts[~near]
    for number, part in enumerate(SPLITS):
        record.note("kept", part, (parts == number).sum())
    record.write(row_counts)
    check_splits(parts, origin, split)
    write_bed(windows, kept.sorted(lengths))
    write_whole_peaks(whole, raw, np.isin(raw.row, kept.row))


def _read(peaks: str, origin: str, best: int | None, record: RowCounts) -> Intervals:
    """The peaks of a file; what was read, and from which column scores are, is counted."""
    found = read_peaks(peaks, origin)
    count = len(found.intervals)
    if not count:
        raise InputError("the file has no peaks", file=origin, remedy="give a peak file with rows")
    record.note("read", "peaks", count)
    if found.score is not None:
        record.note("scored", f"by column {found.score} ({found.layout})", count)
    elif best is not None:
        raise InputError(
            f"the file has no scores ({found.layout}), and `peaks.best` asks for the best {best}",
            file=origin,
            remedy="give scores in column 5, or leave `peaks.best` out",
        )
    for what, rows in found.corrected.items():
        record.note("corrected", what, rows)
    return found.intervals
