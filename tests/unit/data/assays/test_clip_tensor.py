"""CLIP: the letters of the strand that is bound, and background of RNA."""

from collections.abc import Callable
from pathlib import Path

import h5py
import numpy as np
import pytest
from helpers import SPLIT, containing, fasta_text, random_letters, write_indexed, write_lines

from bindery import alphabet, tsv
from bindery.data.assays.clip_tensor import build_tensor
from bindery.errors import InputError
from bindery.genomics.digests import write_digests
from bindery.genomics.indexing import digests_of
from bindery.row_counts import read_row_counts
from bindery.steps.draw_background import draw_background
from bindery.steps.normalise_peaks import normalise_peaks

GENOME = {f"chr{name}": random_letters(6000, seed) for seed, name in enumerate(["I", "II", "III"])}
GENOME["chrIV"] = random_letters(6000, 9)
STARTS = range(600, 5400, 400)
EVERYWHERE = {"aliases": {}, "assembly": "tiny", "split": SPLIT, "max_dropped": 0.01}


def of_strand(chrom: str, first: int, last: int, strand: str) -> str:
    """The RNA's letters, as T for U."""
    letters = GENOME[chrom][first:last]
    if strand == "+":
        return letters
    return letters.translate(str.maketrans("ACGT", "TGCA"))[::-1]


@pytest.fixture
def genome(tmp_path: Path) -> Path:
    fasta = write_indexed(tmp_path / "genome.fa", fasta_text(GENOME))
    write_digests(tmp_path / "digests.tsv", digests_of(fasta))
    return fasta


def sites(strands: str = "+-") -> list[tuple]:
    """Sites of three bases, on strands in turn."""
    rows = [(chrom, start) for chrom in GENOME for start in STARTS]
    return [
        (chrom, start, start + 3, f"site_{number}", number, strands[number % len(strands)])
        for number, (chrom, start) in enumerate(rows)
    ]


@pytest.fixture
def built(tmp_path: Path, genome: Path) -> Callable[..., list[dict]]:
    """Windows, background and tensor of stranded sites; the tensor's rows."""

    def run(
        window: int,
        stored: int | None = None,
        method: str = "flank",
        rows: list[tuple] | None = None,
        crosslink: bool = False,
        **more: object,
    ) -> list[dict]:
        peaks = write_lines(tmp_path / "sites.bed", rows or sites())
        files = {name: str(tmp_path / name) for name in ("peaks.bed", "excluded.bed", "whole.tsv")}
        normalise_peaks(
            peaks=str(peaks), origin=None, expected=None, genome=str(genome), blacklist=None,
            windows=files["peaks.bed"], excluded=files["excluded.bed"], whole=files["whole.tsv"],
            row_counts=str(tmp_path / "peaks.qc"), window=window, best=None, max_unknown=0.1,
            stranded=True, crosslink=crosslink, **EVERYWHERE,
        )  # fmt: skip
        settings = {"given": None, "others": (), "annotation": None} | more
        draw_background(
            peaks=files["peaks.bed"], genome=str(genome), excluded=files["excluded.bed"],
            background=str(tmp_path / "background.tsv"), row_counts=str(tmp_path / "drawn.qc"),
            draws=[{"method": method, "seed": 1, "splits": ["train", "validation", "test"]}],
            window=window, ratio=1, gc_tolerance=0.5, distance=20, max_unknown=0.1,
            stranded=True, **settings, **EVERYWHERE,
        )  # fmt: skip
        build_tensor(
            tensor=str(tmp_path / "tensor.h5"), row_counts=str(tmp_path / "tensor.qc"),
            peaks=files["peaks.bed"], background=str(tmp_path / "background.tsv"),
            genome=str(genome), digests=str(tmp_path / "digests.tsv"), experiment="A",
            assembly="tiny", window=window, stored=stored or window, split=SPLIT, ratio=1,
            backgrounds=[method], seed=1,
        )  # fmt: skip
        return rows_of(tmp_path / "tensor.h5")

    return run


def rows_of(path: Path) -> list[dict]:
    with h5py.File(path) as file:
        names = ("chrom", "start", "end", "strand", "name")
        columns = {name: file["intervals"][name][:] for name in names}
        columns |= {"codes": file["sequences"][:], "target": file["targets"][:, 0]}
    found = []
    for row in zip(*columns.values(), strict=True):
        own = dict(zip(columns, row, strict=True))
        own |= {name: own[name].decode() for name in ("chrom", "strand", "name")}
        own["letters"] = alphabet.decode(own.pop("codes"))
        found.append(own)
    return found


@pytest.mark.parametrize("window", [40, 41])
@pytest.mark.parametrize("around", [0, 7, 20])
def test_windows_are_the_letters_of_their_strand_and_are_centred_on_it(
    built: Callable, window: int, around: int
) -> None:
    rows = built(window, window + around)
    before = (window + around) // 2
    assert {row["strand"] for row in rows} == {"+", "-"}
    for row in rows:
        if row["target"] == 1:
            # The site's middle base is base `length // 2` of what is stored, on either strand.
            middle = STARTS[(int(row["name"].split("_")[1])) % len(STARTS)] + 1
            length = window + around
            first = middle - before if row["strand"] == "+" else middle - (length - 1 - before)
            expected = of_strand(row["chrom"], first, first + length, row["strand"])
            assert row["letters"] == expected
        elif not around:
            place = row["chrom"], row["start"], row["end"], row["strand"]
            assert row["letters"] == of_strand(*place)


def test_windows_are_centred_on_the_first_base_of_the_strand_where_told(built: Callable) -> None:
    for row in built(41, crosslink=True):
        if row["target"] == 1:
            site = STARTS[int(row["name"].split("_")[1]) % len(STARTS)]
            assert row["start"] + 20 == (site if row["strand"] == "+" else site + 2)


def test_background_beside_a_site_is_of_its_strand(built: Callable) -> None:
    rows = built(40)
    strand = {row["name"]: row["strand"] for row in rows if row["target"] == 1}
    background = [row for row in rows if row["target"] == 0]
    assert len(background) == len(strand)
    assert all(row["strand"] == strand[row["name"].split("_", 1)[1]] for row in background)


def test_background_in_transcripts_is_in_that_of_the_site_on_its_strand(
    built: Callable, tmp_path: Path
) -> None:
    # A gene of each strand, and sites of the plus strand that are in none.
    genes = [
        (chrom, "made", "transcript", *span, ".", strand, ".", 'gene_id "x";')
        for chrom in GENOME
        for span, strand in (((1001, 5000), "+"), ((301, 5900), "-"))
    ]
    gtf = write_lines(tmp_path / "genes.gtf", genes)
    rows = built(40, method="transcripts", annotation=str(gtf))
    counts = {reason: n for _, reason, n in read_row_counts(tmp_path / "drawn.qc")}
    outside = [row for row in sites() if row[5] == "+" and not 1000 <= row[1] + 1 < 5000]
    assert outside
    assert counts["peaks in no transcript of their strand: no background"] == len(outside)
    background = [row for row in rows if row["target"] == 0]
    assert len(background) == len(sites()) - len(outside)
    for row in background:
        first, last = (1000, 5000) if row["strand"] == "+" else (300, 5900)
        assert first <= row["start"] and row["end"] <= last
    for strand in "+-":
        for chrom in GENOME:
            own = [row for row in background if (row["chrom"], row["strand"]) == (chrom, strand)]
            starts = sorted(row["start"] for row in own)
            assert all(np.diff(starts) >= 40)


def test_sites_in_no_transcript_at_all_are_one_line(built: Callable, tmp_path: Path) -> None:
    gtf = [("chrI", "made", "gene", 1, 6000, ".", "-", ".", "x")]
    with pytest.raises(InputError, match=containing("expected peaks in transcripts of their str")):
        built(
            40,
            method="transcripts",
            rows=sites("+"),
            annotation=str(write_lines(tmp_path / "genes.gtf", gtf)),
        )


def test_sites_without_strands_are_refused_and_single_ones_counted(
    built: Callable, tmp_path: Path
) -> None:
    problem = "row 1: expected stranded peaks, with + or - in column 6 (BED6, narrowPeak), found no"
    with pytest.raises(InputError, match=containing(problem)):
        built(40, rows=[row[:5] for row in sites()])
    rows = built(40, rows=sites("+-+-+-."))
    counts = {reason: n for _, reason, n in read_row_counts(tmp_path / "peaks.qc")}
    assert counts["without a strand"] == 6
    assert sum(row["target"] for row in rows) == len(sites()) - 6


def test_two_sites_of_the_same_bases_on_two_strands_are_two(
    built: Callable, tmp_path: Path
) -> None:
    twice = [row for own in sites("+") for row in (own, (*own[:3], f"{own[3]}_other", 1, "-"))]
    built(41, rows=twice)
    counts = {reason: n for _, reason, n in read_row_counts(tmp_path / "peaks.qc")}
    assert counts["duplicate position"] == 0


def test_background_of_peaks_of_dna_has_no_strand(built: Callable, tmp_path: Path) -> None:
    built(40)
    assert "strand" in tsv.read(tmp_path / "background.tsv")[0]


def test_sequences_are_read_as_they_are_written(tmp_path: Path) -> None:
    letters = random_letters(60 * 30, 3, "ACGU")
    every = [letters[at : at + 30] for at in range(0, len(letters), 30)]
    (tmp_path / "sites.fa").write_text(fasta_text({f"s{n}": own for n, own in enumerate(every)}))
    build_tensor(
        tensor=str(tmp_path / "tensor.h5"), row_counts=str(tmp_path / "qc"),
        clip=str(tmp_path / "sites.fa"), experiment="A", origins={}, expected={}, window=30,
        stored=30, shares={"validation": 0.2, "test": 0.2}, similarity=None, max_unknown=0.1,
        method="dinucleotide_shuffle", ratio=1, seed=1,
    )  # fmt: skip
    with h5py.File(tmp_path / "tensor.h5") as file:
        positive = file["targets"][:, 0] == 1
        found = {alphabet.decode(codes) for codes in file["sequences"][:][positive]}
    assert found == {own.replace("U", "T") for own in every}
