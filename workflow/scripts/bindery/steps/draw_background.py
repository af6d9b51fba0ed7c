"""Rule draw_background: draw the windows where a protein is assumed not to bind."""

from collections.abc import Callable, Sequence

import numpy as np

from bindery import tsv
from bindery.data.background import (
    COLUMNS,
    STRANDED,
    flank,
    given_intervals,
    given_sequences,
)
from bindery.data.feature_matching import matched
from bindery.data.gc_matching import Setting
from bindery.data.other_peaks import other_peaks
from bindery.data.rna.transcripts import beside_in_transcripts
from bindery.data.splits import SPLITS, split_of
from bindery.formats import is_bed
from bindery.genomics.annotation import transcribed, transcription_starts
from bindery.genomics.genome import Genome
from bindery.genomics.intervals import Intervals
from bindery.genomics.peak_files import read_bed
from bindery.genomics.windows import centre
from bindery.row_counts import RowCounts


def draw_background(
    *,
    peaks: str,
    genome: str,
    excluded: str,
    given: str | None,
    others: Sequence[str],
    annotation: str | None = None,
    background: str,
    row_counts: str,
    draws: Sequence[dict],
    window: int,
    ratio: int,
    match: Sequence[str] = ("gc",),
    gc_tolerance: float,
    distance: int,
    max_unknown: float,
    max_dropped: float,
    split: dict[str, list[str]],
    aliases: dict[str, str],
    assembly: str,
    stranded: bool = False,
) -> None:
    """Draw an experiment's backgrounds and write them as a table.

    Args:
        peaks: BED6 of the peaks' windows.
        genome: indexed FASTA.
        excluded: BED of regions where no background may lie.
        given: file of regions (BED) or sequences (FASTA, TSV) for method `given`.
        others: BED6 of the windows of each other experiment, for method `other_peaks`.
        annotation: GTF or GFF3, if `match` has starts, or for method `transcripts`.
        background: output, TSV of chrom, start, end, name, split, sequence, background. Windows of
            the genome have no sequence; given sequences have no chrom, start and end.
        row_counts: output, TSV of step, reason, rows.
        draws: for each background its `method`, `seed`, and `splits`, the names of those to draw.
        window: length of a window, in bases.
        ratio: number of windows for each peak.
        match: what random windows are matched in, see `feature_matching.matched`.
        gc_tolerance: see `gc_matching.genomic`.
        distance: see `flank`.
        max_unknown: largest share of unknown bases.
        max_dropped: largest share of given regions that may lie on no sequence of the genome.
        split: chromosomes of `validation` and `test`.
        aliases: chromosome names of a given BED -> the genome's.
        assembly: name of the genome.
        stranded: whether each window is on a strand, which is written too: that of its peak, of the
            other experiment's peak, or of the given region.
    """
    record = RowCounts(given or peaks)
    positives = read_bed(peaks)
    part_of = np.array(SPLITS, object)[split_of(positives.chrom, split, centre(positives))]
    table: list[tuple] = []
    with Genome(genome) as opened:
        genes = (annotation or "", aliases, opened.lengths, assembly)
        starts = transcription_starts(*genes) if annotation and "starts" in match else {}
        for draw in draws:
            generator = np.random.default_rng(draw["seed"])
            setting = Setting(opened, excluded, split, window, ratio, max_unknown, generator)
            if draw["method"] == "given" and given is not None and not is_bed(given):
                counts = np.bincount(
                    split_of(positives.chrom, split, centre(positives)), minlength=3
                )
                rows = given_sequences(given, window, counts / counts.sum(), record)
                table += [("", "", "", *row, "given", ".") for row in rows]
                continue
            ways: dict[str, Callable[[Intervals, Setting], Intervals]] = {
                "genomic": lambda own, how: matched(own, how, match, gc_tolerance, starts, record),
                "flank": lambda own, how: flank(own, how, distance, record),
                "given": lambda _, how: given_intervals(
                    str(given), how, aliases, assembly, max_dropped, record
                ),
                "transcripts": lambda own, how: beside_in_transcripts(
                    own, how, transcribed(*genes), record
                ),
                "other_peaks": lambda own, how: other_peaks(own, how, others, record),
            }
            here = positives.select(np.isin(part_of, draw["splits"]))
            drawn = ways[draw["method"]](here, setting).sorted(opened.lengths)
            table += _rows(drawn, draw, split)
    for part in SPLITS:
        record.note("kept", part, sum(row[4] == part for row in table))
    record.write(row_counts)
    columns = STRANDED if stranded else COLUMNS
    tsv.write(background, columns, (row[: len(columns)] for row in table))


def _rows(drawn: Intervals, draw: dict, split: dict[str, list[str]]) -> list[tuple]:
    """Rows of the table, of the draw's splits."""
    parts = [SPLITS[part] for part in split_of(drawn.chrom, split, centre(drawn))]
    columns = (drawn.chrom, drawn.start, drawn.end, drawn.name, parts, drawn.strand)
    rows = zip(*columns, strict=True)
    return [(*row, "", draw["method"], strand) for *row, strand in rows if row[4] in draw["splits"]]
