from collections.abc import Callable
from pathlib import Path

import h5py
import numpy as np
import pytest
from helpers import SPLIT, containing, fasta_text, random_letters, write_indexed

from bindery import alphabet
from bindery.data.assays.mpra_tensor import build_tensor
from bindery.data.assays.tiles import find_tiles
from bindery.data.splits import SPLITS
from bindery.errors import InputError
from bindery.genomics.digests import write_digests
from bindery.genomics.genome import Genome
from bindery.genomics.indexing import digests_of
from bindery.row_counts import read_row_counts

INSERT, STEP = 40, 20
BEFORE, AFTER = "ACTGCAT", "GGTTACG"
WINDOW = len(BEFORE) + INSERT + len(AFTER)
HEADER = ("seq", "isNative", "EL.rep1", "EL.rep2")
NAMES = ("chrI", "chrII", "chrIII", "chrIV")
CHROMOSOMES = {name: random_letters(600, seed) for seed, name in enumerate(NAMES)}


def other_strand(letters: str) -> str:
    return alphabet.decode(alphabet.reverse_complement(alphabet.encode(letters)))


def tiles(chromosomes: dict[str, str]) -> list[str]:
    """Overlapping inserts of all chromosomes, every second one of the other strand."""
    found = []
    for letters in chromosomes.values():
        for number, start in enumerate(range(0, len(letters) - INSERT + 1, STEP)):
            tile = letters[start : start + INSERT]
            found.append(other_strand(tile) if number % 2 else tile)
    return found


def rows_of(inserts: list[str], values: tuple[str, str] | None = None) -> list[tuple[str, ...]]:
    """Rows of a table; expression is a share of G, and its double with an offset."""
    found = []
    for insert in inserts:
        share = insert.count("G") / INSERT
        one, other = values or (f"{share:.3f}", f"{2 * share + 5:.3f}")
        found.append((BEFORE + insert + AFTER, "TRUE", one, other))
    return found


def written_table(path: Path, rows: list[tuple[str, ...]], newline: str = "\n") -> Path:
    lines = ["\t".join(row) for row in (HEADER, *rows)]
    path.write_bytes("".join(line + newline for line in lines).encode())
    return path


@pytest.fixture
def build(tmp_path: Path) -> Callable[..., dict]:
    """Build the tensor of a table; gives its datasets and attributes, and the row counts."""

    def built(
        rows: list[tuple[str, ...]] | Path,
        chromosomes: dict[str, str] = CHROMOSOMES,
        newline: str = "\n",
        **changed: object,
    ) -> dict:
        genome = write_indexed(tmp_path / "genome.fa", fasta_text(chromosomes))
        write_digests(tmp_path / "digests.tsv", digests_of(genome))
        table = rows
        if not isinstance(rows, Path):
            table = written_table(tmp_path / "table.tsv", rows, newline)
        arguments: dict = {
            "mpra": str(table),
            "genome": str(genome),
            "digests": str(tmp_path / "digests.tsv"),
            "tensor": str(tmp_path / "tensor.h5"),
            "row_counts": str(tmp_path / "tensor.qc.tsv"),
            "origin": None,
            "expected": None,
            "replicates": ["EL.rep1", "EL.rep2"],
            "assembly": "tiny",
            "window": WINDOW,
            "stored": WINDOW,
            "split": SPLIT,
            "validation_unplaced": 0.0,
            "max_unknown": 0.1,
            "seed": 1,
        }
        build_tensor(**{**arguments, **changed})
        counts = {reason: n for _, reason, n in read_row_counts(arguments["row_counts"])}
        with h5py.File(arguments["tensor"]) as file:
            found = {name: file[name][:] for name in file if name != "intervals"}
            found |= {name: file["intervals"][name][:] for name in file["intervals"]}
            found["tasks"] = [name.decode() for name in file["tasks"][:]]
            return {**found, **file.attrs, "counts": counts}

    return built


def test_flanks_are_found_and_stay_in_the_window(build: Callable) -> None:
    found = build(rows_of(tiles(CHROMOSOMES)))
    assert (found["flank_before"], found["flank_after"]) == (BEFORE, AFTER)
    assert found["sequences"].shape[1] == WINDOW
    assert {alphabet.decode(row)[: len(BEFORE)] for row in found["sequences"]} == {BEFORE}
    assert {alphabet.decode(row)[-len(AFTER) :] for row in found["sequences"]} == {AFTER}


def test_each_insert_lies_where_its_interval_says(build: Callable) -> None:
    found = build(rows_of(tiles(CHROMOSOMES)))
    assert len(found["split"]) == len(tiles(CHROMOSOMES))
    for codes, chrom, start, end, strand in zip(
        found["sequences"],
        found["chrom"],
        found["start"],
        found["end"],
        found["strand"],
        strict=True,
    ):
        letters = CHROMOSOMES[chrom.decode()][start:end]
        insert = alphabet.decode(codes)[len(BEFORE) : -len(AFTER)]
        assert insert == (letters if strand == b"+" else other_strand(letters))
    assert set(found["strand"]) == {b"+", b"-"}


def test_the_split_is_that_of_the_chromosome(build: Callable) -> None:
    found = build(rows_of(tiles(CHROMOSOMES)))
    expected = {"chrI": 0, "chrII": 0, "chrIII": 1, "chrIV": 2}
    assert found["split"].tolist() == [expected[chrom.decode()] for chrom in found["chrom"]]


def test_a_share_of_inserts_outside_of_the_genome_is_for_validation(build: Callable) -> None:
    random = [random_letters(INSERT, 1000 + number) for number in range(300)]
    twice = [*random, *(other_strand(insert) for insert in random[:50])]
    found = build(rows_of(tiles(CHROMOSOMES) + twice), validation_unplaced=0.3)
    unplaced = found["start"] < 0
    drawn = dict(
        zip(map(bytes, found["sequences"][unplaced]), found["split"][unplaced], strict=True)
    )
    assert set(drawn.values()) == {0, 1}
    assert 60 <= sum(drawn[bytes(alphabet.encode(whole))] for whole, *_ in rows_of(random)) <= 120
    for one, other in zip(rows_of(random), rows_of(twice[300:]), strict=False):
        assert drawn[bytes(alphabet.encode(one[0]))] == drawn[bytes(alphabet.encode(other[0]))]
    expected = {"chrI": 0, "chrII": 0, "chrIII": 1, "chrIV": 2}
    placed = [expected[chrom.decode()] for chrom in found["chrom"][~unplaced]]
    assert found["split"][~unplaced].tolist() == placed
    counts = found["counts"]
    validation = counts["inserts nowhere in the genome: validation"]
    assert validation == found["split"][unplaced].sum()
    assert validation + counts["inserts nowhere in the genome: training"] == 350


def test_which_inserts_are_for_validation_does_not_depend_on_others(build: Callable) -> None:
    random = [random_letters(INSERT, 1000 + number) for number in range(100)]

    def split(inserts: list[str]) -> dict[bytes, int]:
        found = build(rows_of(tiles(CHROMOSOMES) + inserts), validation_unplaced=0.5)
        return dict(zip(map(bytes, found["sequences"]), found["split"].tolist(), strict=True))

    fewer, all_of_them = split(random[:40][::-1]), split(random)
    assert fewer.items() <= all_of_them.items()


def test_no_two_splits_share_a_stretch_of_32_bases_on_either_strand(build: Callable) -> None:
    chromosomes = dict(CHROMOSOMES)
    test = chromosomes["chrIV"]
    # 34 bases of the test chromosome in training and validation, shorter than an insert.
    chromosomes["chrI"] = chromosomes["chrI"][:107] + test[203:237] + chromosomes["chrI"][141:]
    other = other_strand(test[302:336])
    chromosomes["chrIII"] = chromosomes["chrIII"][:103] + other + chromosomes["chrIII"][137:]
    found = build(rows_of([*tiles(chromosomes), random_letters(INSERT, 77)]), chromosomes)
    words: dict[int, set[str]] = {part: set() for part in range(len(SPLITS))}
    for codes, part in zip(found["sequences"], found["split"], strict=True):
        insert = alphabet.decode(codes)[len(BEFORE) : -len(AFTER)]
        for letters in (insert, other_strand(insert)):
            words[part] |= {letters[at : at + 32] for at in range(INSERT - 31)}
    assert words[0] and not words[0] & words[1]
    assert not (words[0] | words[1]) & words[2]
    assert found["counts"]["inserts that share 32 bases with a later split"] >= 2


def test_overlapping_inserts_are_one_group_and_never_in_two_splits(build: Callable) -> None:
    found = build(rows_of(tiles(CHROMOSOMES)))
    for name, start, group, split in zip(
        found["chrom"], found["start"], found["group"], found["split"], strict=True
    ):
        near = (found["chrom"] == name) & (abs(found["start"] - start) < INSERT)
        assert set(found["group"][near]) == {group} and set(found["split"][near]) == {split}


def test_an_insert_of_several_places_is_left_out_and_counted(build: Callable) -> None:
    twice = CHROMOSOMES["chrIV"][:100]
    chromosomes = {**CHROMOSOMES, "chrII": CHROMOSOMES["chrII"] + other_strand(twice)}
    found = build(rows_of(tiles(CHROMOSOMES)), chromosomes)
    assert found["counts"]["inserts in several places of it"] == 4
    assert found["start"][found["chrom"] == b"chrIV"].min() == 80


def test_an_insert_of_no_place_is_for_training_alone(build: Callable) -> None:
    made = [random_letters(INSERT, seed) for seed in range(50, 60)]
    found = build(rows_of(tiles(CHROMOSOMES) + made))
    nowhere = found["start"] < 0
    assert nowhere.sum() == 10 and set(found["split"][nowhere]) == {0}
    assert found["counts"]["inserts nowhere in the genome: training only"] == 10


def test_unmeasured_rows_are_dropped_and_counted(build: Callable) -> None:
    inserts = tiles(CHROMOSOMES)
    rows = rows_of(inserts[:5], ("NA", "NA")) + rows_of(inserts[5:8], ("1.5", "NA"))
    found = build(rows + rows_of(inserts[8:]))
    assert len(found["split"]) == len(inserts) - 8
    assert found["counts"]["sequences measured in no replicate"] == 5
    assert found["counts"]["sequences measured in some replicates only"] == 3
    assert not np.isnan(found["targets"]).any()


def test_replicates_are_tasks_after_their_mean(build: Callable) -> None:
    found = build(rows_of(tiles(CHROMOSOMES)))
    assert found["tasks"] == ["mean_of_replicates", "EL.rep1", "EL.rep2"]
    mean, one, other = found["targets"].T
    np.testing.assert_allclose(other, 2 * one + 5, atol=1e-4)
    train = found["split"] == 0
    expected = (one - one[train].mean()) / one[train].std()
    np.testing.assert_allclose(mean, expected, atol=1e-2)


def test_a_single_replicate_is_the_only_task(build: Callable) -> None:
    found = build(rows_of(tiles(CHROMOSOMES)), replicates=["EL.rep2"])
    assert found["tasks"] == ["EL.rep2"] and found["targets"].shape[1] == 1


def test_lines_that_end_in_crlf_are_read_alike(build: Callable) -> None:
    rows = rows_of(tiles(CHROMOSOMES))
    one, other = build(rows), build(rows, newline="\r\n")
    assert (one["sequences"] == other["sequences"]).all()
    assert (one["targets"] == other["targets"]).all()


def test_a_construct_longer_than_the_window_gives_its_middle(build: Callable) -> None:
    found = build(rows_of(tiles(CHROMOSOMES)), window=INSERT, stored=INSERT)
    assert found["sequences"].shape[1] == INSERT
    assert found["counts"]["longer than the window: its middle kept"] == len(tiles(CHROMOSOMES))


def test_other_layouts_are_refused_in_a_line(build: Callable, tmp_path: Path) -> None:
    rows = rows_of(tiles(CHROMOSOMES))
    for changed, problem in (
        ({"replicates": ["EL.rep3"]}, "found seq, isNative, EL.rep1, EL.rep2; a column 'EL.rep3'"),
        ({"split": {"validation": ["chrIII"], "test": ["chrV"]}}, "on chrV, for test; found none"),
    ):
        with pytest.raises(InputError, match=containing(problem)):
            build(rows, **changed)
    short = [(rows[0][0][:-3], *rows[0][1:])]
    with pytest.raises(
        InputError, match=r"row 3.*expected sequences of one length, 54 as in row 2, found 51"
    ):
        build(rows[:1] + short)
    with pytest.raises(InputError, match="expected inserts of 20 bases or more"):
        build([rows[0], rows[0]])
    with pytest.raises(InputError, match="none of its 2 sequences is measured in all replicates"):
        build(rows_of(tiles(CHROMOSOMES)[:2], ("NA", "1")))
    with pytest.raises(InputError, match=r"row 2.*column 'EL.rep1' 'high' is not a number"):
        build(rows_of(tiles(CHROMOSOMES)[:2], ("high", "1")))
    fasta = tmp_path / "sequences.fa"
    fasta.write_text(">one\nACGT\n")
    with pytest.raises(InputError, match="neither FASTA nor a table of sequences"):
        build(fasta)


@pytest.mark.parametrize("length", [20, 33, 80])
def test_tiles_are_found_as_by_looking_at_every_position(tmp_path: Path, length: int) -> None:
    chromosomes = {**CHROMOSOMES, "chrV": CHROMOSOMES["chrI"][100:300] + "N" * 50, "chrM": "ACGT"}
    fasta = write_indexed(tmp_path / "genome.fa", fasta_text(chromosomes))
    generator = np.random.default_rng(3)
    wanted = [random_letters(length, 9), "N" * length]
    for _ in range(40):
        letters = CHROMOSOMES[str(generator.choice(NAMES))]
        start = int(generator.integers(0, len(letters) - length + 1))
        tile = letters[start : start + length]
        wanted.append(other_strand(tile) if generator.random() < 0.5 else tile)
    with Genome(fasta) as genome:
        found = find_tiles(genome, np.stack([alphabet.encode(tile) for tile in wanted]))
    for number, tile in enumerate(wanted):
        places = [
            (name, start, strand)
            for name, letters in chromosomes.items()
            for start in range(len(letters) - length + 1)
            for strand, own in (("+", tile), ("-", other_strand(tile)))
            if letters[start : start + length] == own and "N" not in tile
        ]
        first = (found.chrom[number], found.start[number], found.strand[number])
        assert first == (places[0] if places else (".", -1, "."))
        assert found.count[number] == len(places)
