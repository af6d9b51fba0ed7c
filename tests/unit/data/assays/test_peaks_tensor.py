import itertools
import random
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
from helpers import (
    SPLIT,
    containing,
    fasta_text,
    random_letters,
    sha256_of,
    write_indexed,
    write_lines,
)

from bindery import alphabet
from bindery.data import tensor_writer, tensors
from bindery.data.assays import peaks_tensor
from bindery.data.assays.peaks_tensor import build_tensor
from bindery.data.background import COLUMNS
from bindery.data.splits import SPLITS
from bindery.data.tensors import Tensor
from bindery.errors import InputError
from bindery.genomics.digests import genome_digest, write_digests
from bindery.genomics.genome import Genome
from bindery.genomics.indexing import digests_of
from bindery.row_counts import read_row_counts

WINDOW = 40


STARTS = range(100, 1100, 100)


def given_table(path: Path, rows: Sequence[tuple], method: str = "given") -> Path:
    """A background table of rows without their method."""
    return write_lines(path, [COLUMNS, *((*row, method) for row in rows)])


def other_strand(letters: str) -> str:
    return alphabet.decode(alphabet.reverse_complement(alphabet.encode(letters)))


def leaky_genome() -> dict[str, str]:
    """Windows of the test chromosome stand in the others too, on either strand."""
    genome = {
        name: list(random_letters(2000, seed))
        for seed, name in enumerate(("chrI", "chrII", "chrIII", "chrIV"))
    }
    test = "".join(genome["chrIV"])

    def put(chrom: str, start: int, letters: str) -> None:
        genome[chrom][start : start + WINDOW] = letters

    put("chrI", 100, test[100:140])
    put("chrI", 200, other_strand(test[200:240]))
    put("chrII", 300, test[300:340])
    put("chrIII", 300, other_strand(test[300:340]))
    put("chrIII", 400, test[400:440])
    put("chrII", 500, "".join(genome["chrIII"][500:540]))
    return {name: "".join(letters) for name, letters in genome.items()}


@pytest.fixture
def leaky(tmp_path: Path) -> Path:
    fasta = write_indexed(tmp_path / "leaky.fa", fasta_text(leaky_genome()))
    write_digests(tmp_path / "digests.tsv", digests_of(fasta))
    return fasta


@pytest.fixture
def built(tmp_path: Path, leaky: Path) -> Callable[..., Path]:
    """Build a tensor of peaks at `STARTS` of each chromosome; gives its path."""
    rows = [
        (chrom, start, start + WINDOW, f"{chrom}_{start}", start / 2, ".")
        for chrom in ("chrI", "chrII", "chrIII", "chrIV")
        for start in STARTS
    ]
    peaks = write_lines(tmp_path / "peaks.bed", rows)

    def run(**changed: Any) -> Path:
        settings = {
            "peaks": str(peaks),
            "background": None,
            "genome": str(leaky),
            "digests": str(tmp_path / "digests.tsv"),
            "experiment": "Reb1",
            "assembly": "tiny",
            "window": WINDOW,
            "stored": WINDOW,
            "split": SPLIT,
            "ratio": 2,
            "seed": 3,
        } | changed
        if "backgrounds" not in settings:
            made = "dinucleotide_shuffle" if settings["background"] is None else "given"
            settings["backgrounds"] = [made]
        build_tensor(
            tensor=str(tmp_path / "tensor.h5"), row_counts=str(tmp_path / "qc"), **settings
        )
        return tmp_path / "tensor.h5"

    return run


def rows_of(path: Path) -> list[dict[str, Any]]:
    """Every row of a tensor file as h5py reads it, the package left out."""
    with h5py.File(path) as file:
        columns = {name: file[name][:] for name in ("sequences", "split", "group")}
        columns["target"] = file["targets"][:, 0]
        columns |= {name: file["intervals"][name][:] for name in ("chrom", "start", "end", "name")}
    rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    for row in rows:
        row["name"], row["chrom"] = row["name"].decode(), row["chrom"].decode()
        row["letters"] = "".join("ACGTN"[code] for code in row.pop("sequences"))
    return rows


def assert_no_leak(rows: list[dict[str, Any]]) -> None:
    complement = str.maketrans("ACGT", "TGCA")
    for earlier, later in ((0, 1), (0, 2), (1, 2)):
        seen = {row["letters"] for row in rows if row["split"] == later}
        seen |= {letters.translate(complement)[::-1] for letters in seen}
        assert seen
        assert not [
            row["name"] for row in rows if row["split"] == earlier and row["letters"] in seen
        ]
    placed = [row for row in rows if row["start"] >= 0]
    for one, other in itertools.combinations(placed, 2):
        if (
            one["chrom"] == other["chrom"]
            and one["start"] < other["end"]
            and other["start"] < one["end"]
        ):
            assert one["split"] == other["split"]
            assert one["group"] == other["group"]


def dropped(tmp_path: Path) -> dict[str, int]:
    return {
        reason: rows for step, reason, rows in read_row_counts(tmp_path / "qc") if step == "dropped"
    }


def test_no_sequence_of_a_later_split_is_left_in_an_earlier_one(built, tmp_path: Path) -> None:
    rows = rows_of(built())
    assert_no_leak(rows)
    names = {row["name"] for row in rows}
    given_up = {"chrI_100", "chrI_200", "chrII_300", "chrII_500", "chrIII_300", "chrIII_400"}
    assert not names & given_up
    assert not names & {f"shuffle_of_{name}" for name in given_up}
    assert {f"chrIV_{start}" for start in STARTS} <= names
    assert len(rows) == 3 * (40 - 6)
    assert dropped(tmp_path) == {
        "positive whose sequence is in a later split": 6,
        "background whose sequence is in a later split": 0,
        "background with the sequence of a positive": 0,
        "shuffle of a dropped positive": 12,
    }


def test_leak_through_the_background_is_stopped_too(built, tmp_path: Path) -> None:
    genome = leaky_genome()
    background = [
        ("chrI", 1500, 1540, "far", "train", ""),
        ("chrI", 100, 140, "equal to a test peak", "train", ""),
        ("chrIV", 1500, 1540, "t", "test", ""),
        ("chrIII", 1500, 1540, "v", "validation", ""),
        (
            "",
            "",
            "",
            "other strand of test background",
            "train",
            other_strand(genome["chrIV"][1500:1540]),
        ),
        ("", "", "", "equal to validation background", "train", genome["chrIII"][1500:1540]),
        ("", "", "", "other strand of a test peak", "test", other_strand(genome["chrIV"][600:640])),
        ("", "", "", "new", "train", random_letters(WINDOW, 99)),
    ]
    rows = rows_of(built(background=str(given_table(tmp_path / "b.tsv", background))))
    assert_no_leak(rows)
    kept = {row["name"] for row in rows if row["target"] == 0}
    assert kept == {"far", "t", "v", "new"}
    assert dropped(tmp_path) == {
        "positive whose sequence is in a later split": 6,
        "background whose sequence is in a later split": 3,
        "background with the sequence of a positive": 1,
        "shuffle of a dropped positive": 0,
    }


def test_placed_background_alone_makes_a_whole_tensor(built, tmp_path: Path) -> None:
    background = [
        (chrom, start, start + WINDOW, "b", "", "")
        for chrom in ("chrI", "chrIII", "chrIV")
        for start in (1500, 1600)
    ]
    path = built(background=str(given_table(tmp_path / "b.tsv", background)))
    rows = rows_of(path)
    assert [(row["chrom"], row["start"]) for row in rows if row["target"] == 0] == [
        b[:2] for b in background
    ]
    assert [row["split"] for row in rows if row["target"] == 0] == [0, 0, 1, 1, 2, 2]


def test_sequences_are_those_of_the_genome_at_their_position(built) -> None:
    genome = leaky_genome()
    rows = [row for row in rows_of(built()) if row["start"] >= 0]
    assert len(rows) == 34
    for row in rows:
        assert row["letters"] == genome[row["chrom"]][row["start"] : row["end"]]
        assert row["target"] == 1
        assert row["split"] == {"chrIII": 1, "chrIV": 2}.get(row["chrom"], 0)


def test_shuffles_have_their_peaks_dinucleotides_group_and_split(built) -> None:
    rows = rows_of(built())
    peaks = {row["name"]: row for row in rows if row["target"] == 1}
    shuffles = [row for row in rows if row["target"] == 0]
    assert len(shuffles) == 2 * len(peaks)
    for row in shuffles:
        peak = peaks[row["name"].removeprefix("shuffle_of_")]
        assert Counter(itertools.pairwise(row["letters"])) == Counter(
            itertools.pairwise(peak["letters"])
        )
        assert row["letters"] != peak["letters"]
        assert (row["group"], row["split"]) == (peak["group"], peak["split"])
        assert (row["chrom"], row["start"], row["end"]) == (".", -1, -1)
    assert len({row["letters"] for row in shuffles}) == len(shuffles)
    assert len({peak["group"] for peak in peaks.values()}) == len(peaks)


def test_overlapping_peaks_share_a_group_with_all_their_shuffles(built, tmp_path: Path) -> None:
    rows = [
        (c, s, s + WINDOW, f"{c}_{s}", 1, ".")
        for c in ("chrI", "chrIII", "chrIV")
        for s in (1200, 1230, 1260, 1300)
    ]
    peaks = write_lines(tmp_path / "overlapping.bed", rows)
    found = rows_of(built(peaks=str(peaks)))
    assert_no_leak(found)
    groups = {row["name"].removeprefix("shuffle_of_"): row["group"] for row in found}
    for chrom in ("chrI", "chrIII", "chrIV"):
        assert groups[f"{chrom}_1200"] == groups[f"{chrom}_1230"] == groups[f"{chrom}_1260"]
        assert groups[f"{chrom}_1300"] != groups[f"{chrom}_1260"]
    assert len(set(groups.values())) == 6


@pytest.mark.parametrize("shuffled", [True, False])
@pytest.mark.parametrize("stored", [WINDOW + 1, 2 * WINDOW, 301])
def test_rows_are_the_same_however_many_bases_are_stored(
    built, tmp_path: Path, leaky: Path, shuffled: bool, stored: int
) -> None:
    # Near both ends of each chromosome, so that wide windows leave it.
    placed = [
        (chrom, start, start + WINDOW, f"b_{chrom}_{start}", part, "")
        for chrom, part in (("chrI", "train"), ("chrIII", "validation"), ("chrIV", "test"))
        for start in (0, 1500, 1959)
    ]
    table = str(given_table(tmp_path / "b.tsv", placed))
    changed = {} if shuffled else {"background": table}
    narrow = rows_of(built(**changed))
    path = built(stored=stored, **changed)
    wide = rows_of(path)
    first = stored // 2 - WINDOW // 2
    assert len(narrow) == len(wide)
    with Genome(leaky) as genome:
        lengths = genome.lengths
        for one, other in zip(narrow, wide, strict=True):
            whole = other.pop("letters")
            assert len(whole) == stored
            assert one.pop("letters") == whole[first : first + WINDOW]
            assert one == other
            chrom = one["chrom"]
            if chrom not in lengths:
                continue
            begin = int(one["start"]) - first
            for at in (0, stored - 1):
                expected = "N"
                if 0 <= begin + at < lengths[chrom]:
                    where = np.array([chrom], object), np.array([begin + at])
                    expected = alphabet.decode(genome.windows(*where, 1)[0])
                assert whole[at] == expected
    with Tensor(path) as tensor:
        assert tensor.window == WINDOW
    with pytest.raises(InputError, match=f"a window of 400 bases is asked for, and {stored} are"):
        Tensor(path, 400)


def test_given_sequences_have_nothing_beside_their_windows(built, tmp_path: Path) -> None:
    rows = [("", "", "", f"s{n}", SPLITS[n % 3], random_letters(WINDOW, n)) for n in range(9)]
    table = str(given_table(tmp_path / "b.tsv", rows))
    with pytest.raises(
        InputError,
        match=f"background sequences are read {WINDOW} bases wide, and a model or baseline has a",
    ):
        built(background=table, stored=WINDOW + 2)


def test_file_says_where_it_came_from(built, tmp_path: Path, leaky: Path) -> None:
    path = built()
    with h5py.File(path) as file:
        attributes = {key: value for key, value in file.attrs.items() if key != "seal"}
        assert file["tasks"].asstr()[:].tolist() == ["Reb1"]
        scores = file["intervals/score"][:3].tolist()
    assert scores == [150, 200, 250]
    assert attributes == {
        "schema_version": 1,
        "window": WINDOW,
        "stored_window": WINDOW,
        "assembly": "tiny",
        "genome_digest": genome_digest(digests_of(leaky)),
        "seed": 3,
        "peaks_sha256": sha256_of(tmp_path / "peaks.bed"),
        "backgrounds": "dinucleotide_shuffle",
        "background_sha256": "",
    }


def test_row_counts_end_with_the_rows_of_each_split(built, tmp_path: Path) -> None:
    rows = rows_of(built())
    kept = {reason: n for step, reason, n in read_row_counts(tmp_path / "qc") if step == "kept"}
    assert kept == {
        "train positive": 16, "train background": 32,
        "validation positive": 8, "validation background": 16,
        "test positive": 10, "test background": 20,
    }  # fmt: skip
    assert sum(kept.values()) == len(rows)


def test_same_seed_same_bytes_and_another_seed_other_shuffles(built) -> None:
    first = rows_of(built())
    digest = sha256_of(built())
    assert digest == sha256_of(built())
    other = rows_of(built(seed=4))
    assert [row["letters"] for row in other] != [row["letters"] for row in first]
    assert [row for row in other if row["target"]] == [row for row in first if row["target"]]


@pytest.mark.parametrize("at_once", [1, 7])
def test_size_of_a_block_does_not_change_genomic_rows(
    built, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    whole = [row for row in rows_of(built()) if row["target"]]
    monkeypatch.setattr(peaks_tensor, "ROWS_AT_ONCE", at_once)
    for module in (tensors, tensor_writer):
        monkeypatch.setattr(module, "ROWS_AT_ONCE", at_once)
    assert [row for row in rows_of(built()) if row["target"]] == whole


@pytest.mark.parametrize(
    ("background", "problem"),
    [
        ([], "no background is left for train; move chromosomes between the splits"),
        ([("chrI", 1500, 1540, "b", "", "")], "no background is left for validation"),
        (
            [("chrI", 1500, 1540, "b", "", ""), ("chrIII", 0, 40, "b", "", "")],
            "no background is left for test",
        ),
    ],
)
def test_split_without_background_is_refused(
    built, tmp_path: Path, background: list[tuple], problem: str
) -> None:
    table = given_table(tmp_path / "b.tsv", background)
    with pytest.raises(InputError, match=containing(problem)):
        built(background=str(table))
    assert not (tmp_path / "tensor.h5").exists()
    assert not list(tmp_path.glob(".*"))


def test_split_whose_peaks_all_leak_is_refused(built, tmp_path: Path) -> None:
    rows = [
        (c, s, s + WINDOW, ".", 1, ".") for c, s in (("chrI", 100), ("chrIII", 900), ("chrIV", 100))
    ]
    peaks = write_lines(tmp_path / "few.bed", rows)
    with pytest.raises(InputError, match=containing("few.bed: no positive is left for train")):
        built(peaks=str(peaks))


def test_peaks_that_no_shuffle_changes_lose_their_background(tmp_path: Path, built) -> None:
    sequences = {
        name: "A" * 200 + random_letters(200, n)
        for n, name in enumerate(("chrI", "chrIII", "chrIV"))
    }
    fasta = write_indexed(tmp_path / "poly.fa", fasta_text(sequences))
    rows = [
        (name, at, at + WINDOW, f"{name}_{at}", 1, ".") for name in sequences for at in (10, 300)
    ]
    random.Random(0).shuffle(rows)
    peaks = write_lines(tmp_path / "poly.bed", rows)
    found = rows_of(built(peaks=str(peaks), genome=str(fasta)))
    assert_no_leak(found)
    poly = [row for row in found if set(row["letters"]) == {"A"}]
    assert [(row["name"], row["target"]) for row in poly] == [("chrIV_10", 1)]


def test_rows_name_their_background_if_there_are_several(built, tmp_path: Path) -> None:
    own = [
        (chrom, start, start + 40, f"b{start}", "", "")
        for chrom in ("chrI", "chrIII", "chrIV")
        for start in (1500, 1700)
    ]
    table = given_table(tmp_path / "b.tsv", own, "genomic")
    with open(table, "a") as handle:
        handle.write("chrIV\t1600\t1640\tother\ttest\t\tother_peaks\n")
    path = built(background=str(table), backgrounds=["genomic", "other_peaks"])
    with Tensor(path) as tensor:
        every = np.arange(len(tensor.names()))
        names, kinds = tensor.names(), tensor.background(every)
        assert tensor.backgrounds == ["genomic", "other_peaks"]
        assert names[kinds == "other_peaks"].tolist() == ["other"]
        assert set(kinds[np.char.startswith(names.astype(str), "b")]) == {"genomic"}
        assert (kinds[tensor.targets(every)[:, 0] > 0] == "").all()
    found = {reason: rows for _, reason, rows in read_row_counts(tmp_path / "qc")}
    assert found["test other_peaks"] == 1


def test_a_test_background_without_rows_is_refused(built, tmp_path: Path) -> None:
    own = [(chrom, 1500, 1540, "b", "", "") for chrom in ("chrI", "chrIII", "chrIV")]
    table = given_table(tmp_path / "b.tsv", own, "genomic")
    with pytest.raises(InputError, match="no other_peaks is left for test"):
        built(background=str(table), backgrounds=["genomic", "other_peaks"])
