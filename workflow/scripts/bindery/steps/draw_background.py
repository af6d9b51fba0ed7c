"""Rule draw_background: draw the windows where a protein is assumed not to bind."""

from collections.abc import Callable

import numpy as np

from bindery import tsv
from bindery.data.background import COLUMNS, flank, given_intervals, given_sequences
from bindery.data.gc_matching import Setting, genomic
from bindery.data.splits import SPLITS, split_of
from bindery.formats import is_bed
from bindery.genomics.genome import Genome
from bindery.genomics.intervals import Intervals
from bindery.genomics.peak_files import read_bed
from bindery.row_counts import RowCounts


def draw_background(
    *,
    peaks: str,
    genome: str,
    excluded: str,
    given: str | None,
    background: str,
    row_counts: str,
    method: str,
    window: int,
    ratio: int,
    gc_tolerance: float,
    distance: int,
    max_unknown: float,
    split: dict[str, list[str]],
    aliases: dict[str, str],
    assembly: str,
    seed: int,
) -> None:
    """Draw an experiment's background and write it as a table.

    Args:
        peaks: BED6 of the peaks' windows.
        genome: indexed FASTA.
        excluded: BED of regions where no background may lie.
        given: file of regions (BED) or sequences (FASTA, TSV) for method `given`.
        background: output, TSV of chrom, start, end, name, split, sequence. Windows of the genome
            have no sequence; given sequences have no chrom, start and end.
        row_counts: output, TSV of step, reason, rows.
        method: `genomic`, `flank` or `given`.
        window: length of a window, in bases.
        ratio: number of windows for each peak.
        gc_tolerance: see `genomic`.
        distance: see `flank`.
        max_unknown: largest share of unknown bases.
        split: chromosomes of `validation` and `test`.
        aliases: chromosome names of a given BED -> the genome's.
        assembly: name of the genome.
        seed: seed of this experiment's background.
    """
    record = RowCounts(given or peaks)
    positives = read_bed(peaks)
    with Genome(genome) as opened_genome:
        generator = np.random.default_rng(seed)
        setting = Setting(opened_genome, excluded, split, window, ratio, max_unknown, generator)
        if method == "given" and given is not None and not is_bed(given):
            counts = np.bincount(split_of(positives.chrom, split), minlength=3)
            rows = given_sequences(given, window, counts / counts.sum(), record)
            table = [("", "", "", name, part, letters) for name, part, letters in rows]
        else:
            ways: dict[str, Callable[[], Intervals]] = {
                "genomic": lambda: genomic(positives, setting, gc_tolerance, record),
                "flank": lambda: flank(positives, setting, distance, record),
                "given": lambda: given_intervals(str(given), setting, aliases, assembly, record),
            }
            drawn = ways[method]().sorted(opened_genome.lengths)
            parts = [SPLITS[part] for part in split_of(drawn.chrom, split)]
            columns = (drawn.chrom, drawn.start, drawn.end, drawn.name, parts, [""] * len(drawn))
            table = list(zip(*columns, strict=True))
    for part in SPLITS:
        record.note("kept", part, sum(row[4] == part for row in table))
    record.write(row_counts)
    tsv.write(background, COLUMNS, table)
