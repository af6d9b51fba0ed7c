import gzip
import logging
from pathlib import Path

import numpy as np
import pytest
from helpers import containing, write_lines

from bindery.errors import InputError
from bindery.genomics.annotation import distance_to_start, transcribed, transcription_starts

LENGTHS = {"chrI": 1000, "chrII": 500, "chrM": 90}


def line(kind: str, chrom: str, start: int, end: int, strand: str, note: str = "") -> tuple:
    return chrom, "made", kind, start, end, ".", strand, ".", note


GTF = [
    line("transcript", "chrI", 101, 200, "+", 'gene_id "a"; transcript_id "a.1";'),
    line("exon", "chrI", 151, 200, "+", 'gene_id "a"; transcript_id "a.1";'),
    line("transcript", "chrI", 101, 180, "+", 'gene_id "a"; transcript_id "a.2";'),
    line("transcript", "chrI", 301, 400, "-", 'gene_id "b"; transcript_id "b.1";'),
    line("gene", "chrII", 11, 20, "+", 'gene_id "c";'),
    line("transcript", "chrII", 1, 20, "-", 'gene_id "c"; transcript_id "c.1";'),
]
GFF3 = [
    ("##gff-version 3",),
    line("chromosome", "chrI", 1, 1000, ".", "ID=chrI"),
    line("gene", "chrI", 90, 200, "+", "ID=a"),
    line("mRNA", "chrI", 101, 200, "+", "ID=a.1;Parent=a"),
    line("lnc_RNA", "chrI", 301, 400, "-", "ID=b.1;Parent=b"),
    line("CDS", "chrI", 150, 180, "+", "Parent=a.1"),
    line("mRNA", "chrII", 1, 20, "-", "ID=c.1;Parent=c"),
    line("mRNA", "chrII", 30, 40, "?", "ID=d.1;Parent=d"),
    ("##FASTA",),
    (">chrI",),
    ("ACGT",),
]
STARTS = {"chrI": [100, 399], "chrII": [19]}


def read(path: Path, **aliases: str) -> dict[str, list[int]]:
    found = transcription_starts(path, aliases, LENGTHS, "tiny")
    return {name: own.tolist() for name, own in found.items()}


@pytest.mark.parametrize("lines", [GTF, GFF3], ids=["GTF", "GFF3"])
def test_starts_are_the_five_prime_ends_of_transcripts_on_both_strands(
    tmp_path: Path, lines: list[tuple]
) -> None:
    plain = write_lines(tmp_path / "genes", lines)
    assert read(plain) == STARTS
    zipped = tmp_path / "genes.gz"
    zipped.write_bytes(gzip.compress(plain.read_bytes()))
    assert read(zipped) == STARTS


def test_genes_count_where_no_line_is_a_transcript(tmp_path: Path) -> None:
    lines = [row for row in GFF3 if len(row) == 1 or not row[2].endswith("RNA")]
    assert read(write_lines(tmp_path / "genes.gff3", lines)) == {"chrI": [89]}


def test_chromosomes_have_the_names_of_the_genome(tmp_path: Path, caplog) -> None:
    lines = [row if len(row) == 1 else (row[0].replace("chr", ""), *row[1:]) for row in GTF]
    lines.append(line("transcript", "scaffold_7", 1, 2000, "-"))
    path = write_lines(tmp_path / "genes.gtf", lines)
    with caplog.at_level(logging.WARNING):
        assert read(path, I="chrI", II="chrII") == STARTS
    assert "genes.gtf: transcripts on scaffold_7 left out: tiny lacks them" in caplog.text


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ([], "genes.gtf: there is no line of a transcript, mRNA or gene with a strand; give a GTF"),
        ([GTF[1]], "there is no line of a transcript, mRNA or gene with a strand"),
        (
            [line("transcript", "1", 1, 2, "+")],
            "it has no chromosome in common with tiny: it names 1, the genome chrI, chrII, chrM; "
            "add under `genome:` in the config: aliases: {1: chrI, 2: chrII}",
        ),
        (
            [line("transcript", "2L", 1, 2, "+")],
            "it names 2L, the genome chrI, chrII, chrM; add the names",
        ),
        (
            [GTF[0], line("transcript", "chrM", 1, 91, "-")],
            "genes.gtf, row 2: a start at 91 is past the end of chrM in tiny (90 bases); the "
            "annotation is of another assembly",
        ),
        ([("chrI", 10, 20, "peak")], "row 1: 4 columns; give a GTF or GFF3, which has nine"),
        ([line("gene", "chrI", 0, 5, "+")], "row 1: '0' is not a position, which counts from 1"),
        ([("<!DOCTYPE html>",)], "row 1: this is a web page, not a GTF or GFF3"),
    ],
)
def test_a_bad_annotation_is_refused(tmp_path: Path, lines: list[tuple], problem: str) -> None:
    path = write_lines(tmp_path / "genes.gtf", lines)
    with pytest.raises(InputError, match=containing(problem)) as error:
        read(path)
    assert "\n" not in str(error.value)


def test_distances_are_to_the_nearest_start_of_either_side() -> None:
    starts = {"chrI": np.array([100, 399]), "chrII": np.array([19])}
    chrom = np.array(["chrII", "chrI", "chrI", "chrI", "chrI", "chrI", "chrM"], object)
    position = np.array([25, 0, 100, 240, 260, 999, 50])
    found = distance_to_start(starts, chrom, position, LENGTHS)
    assert found.tolist() == [6, 100, 0, 140, 139, 600, 90]


def test_what_is_transcribed_is_the_union_of_transcripts_of_each_strand(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "genes.gtf", [*GTF, line("mRNA", "chrI", 201, 250, "+")])
    found = transcribed(path, {}, LENGTHS, "tiny")
    assert {key: spans.tolist() for key, spans in found.items()} == {
        ("chrI", "+"): [[100, 250]],
        ("chrI", "-"): [[300, 400]],
        ("chrII", "-"): [[0, 20]],
    }
