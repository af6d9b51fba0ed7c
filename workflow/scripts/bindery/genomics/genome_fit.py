"""Leave out the few rows of a file that do not fit the genome; refuse a file of another one."""

import numpy as np

from bindery.genomics.intervals import Intervals
from bindery.genomics.windows import rename
from bindery.given.chromosome_names import other_spellings
from bindery.row_counts import RowCounts


def of_genome(
    intervals: Intervals,
    *,
    aliases: dict[str, str],
    lengths: dict[str, int],
    file: str,
    assembly: str,
    max_dropped: float,
    record: RowCounts,
) -> tuple[Intervals, Intervals]:
    """The intervals that lie on the genome, with its names, and those that end past its ends.

    Peak callers write some rows past a chromosome's end, and some on scaffolds that a FASTA lacks;
    a file that is fetched by its checksum cannot be edited. Such rows are counted as dropped.

    Args:
        intervals: intervals as read from a file.
        aliases: the file's name of a chromosome -> the genome's.
        lengths: names and lengths of the genome's sequences.
        file: name of the file, for errors.
        assembly: name of the genome, for errors.
        max_dropped: largest share of such rows; more mean another assembly.
        record: the row counts to add to.

    Raises:
        InputError: there are more such rows, or the genome spells a name in another way.
    """
    names = np.array([aliases.get(name, name) for name in intervals.chrom], object)
    absent = np.array([name not in lengths for name in names], bool)
    past = ~absent & (intervals.end > np.array([lengths.get(name, 0) for name in names], np.int64))
    strange = dict.fromkeys(names[absent].tolist())
    off = absent | past
    if off.sum() > max_dropped * len(intervals) or other_spellings(strange, lengths):
        # Its error says what is wrong.
        rename(intervals, aliases, lengths, file, assembly)
    if absent.any():
        some = ", ".join(list(strange)[:3]) + (", ..." if len(strange) > 3 else "")
        record.note("dropped", f"on sequences that {assembly} lacks ({some})", absent.sum())
    if past.any():
        record.note("dropped", "ends past its chromosome's end", past.sum())
    kept = rename(intervals.select(~off), aliases, lengths, file, assembly)
    beyond = intervals.select(past)
    beyond.chrom = names[past]
    return kept, beyond
