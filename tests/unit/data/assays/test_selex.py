import itertools
import json
from pathlib import Path

import h5py
import numpy as np
import pytest
from helpers import containing, random_letters
from inputs.selex_cases import CASES, READS, Case, Read

from bindery import alphabet
from bindery.data.assays.kmer_enrichment import enrichment_of
from bindery.data.assays.near_ligands import groups_of
from bindery.data.assays.selex_cycles import Cycles, information_of
from bindery.data.assays.selex_reads import (
    Ligands,
    Trim,
    constant_ends,
    read_ligands,
)
from bindery.data.assays.selex_tensor import build_tensor
from bindery.data.kmers import kmer_names
from bindery.errors import InputError
from bindery.row_counts import RowCounts, read_row_counts

CYCLES = ("cycle_0", "cycle_1", "cycle_2")
PLAIN = Trim(0, "", 8, "")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_reads_are_read_as_meant_or_named(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "reads.fastq"
    content = case.content
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    log = RowCounts("reads.fastq")

    def read() -> Ligands:
        return read_ligands(path, file="reads.fastq", cycle="cycle_1", trim=PLAIN, log=log)

    if isinstance(case.expected, Read):
        assert [alphabet.decode(own) for own in read().codes] == list(READS)
        assert log.rows[0][1] == f"cycle_1: reads, {case.expected.layout}"
        return
    with pytest.raises(InputError, match=containing(case.expected)) as caught:
        read()
    assert str(caught.value).startswith("reads.fastq") and "\n" not in str(caught.value)


def test_errors_name_the_line_of_a_read(tmp_path: Path) -> None:
    path = tmp_path / "reads.fastq"
    path.write_text("@a\nACGTACGT\n+\nIIIIIIII\n@b\nEFILPQEF\n+\nIIIIIIII\n")
    with pytest.raises(InputError, match=r"reads, row 6: .* no bases, such as 'E'"):
        read_ligands(path, file="reads", cycle="c", trim=PLAIN, log=RowCounts("reads"))


def ligands(tmp_path: Path, reads: list[str], trim: Trim) -> tuple[list[tuple], dict]:
    path = tmp_path / "reads.txt"
    path.write_text("\n".join(reads) + "\n")
    log = RowCounts("reads.txt")
    found = read_ligands(path, file="reads.txt", cycle="cycle_1", trim=trim, log=log)
    counts = {reason.removeprefix("cycle_1: "): n for _, reason, n in log.rows}
    pairs = zip(map(alphabet.decode, found.codes), found.count.tolist(), strict=True)
    return list(pairs), counts


def test_constant_bases_are_cut_off_and_other_reads_left_out(tmp_path: Path) -> None:
    reads = ["TTACGTACGTGGAA", "TTACGTACGTGGCC", "TTGGGTTTCCGGAA", "TTGGGTTTCCGCAA"]
    reads += ["ATGGGTTTCCGGAA", "TTGGG.TTCCGGAA", "TTACG"]
    found, counts = ligands(tmp_path, reads, Trim(0, "TT", 8, "GG"))
    assert found == [("ACGTACGT", 2), ("GGGTTTCC", 1)]
    assert counts["reads, one sequence a line"] == 7
    assert counts["reads without TT before the ligand (100% of them have AT)"] == 1
    assert counts["reads without GG after the ligand (100% of them have GC)"] == 1
    assert counts["ligands with an unknown base"] == 1
    assert counts["reads of other lengths than 14"] == 1
    assert counts["further reads of a ligand"] == 1


def test_reads_of_one_molecule_count_once(tmp_path: Path) -> None:
    reads = ["AAACGTACGT", "AAACGTACGT", "CCACGTACGT", "AAGGGTTTCC"]
    found, counts = ligands(tmp_path, reads, Trim(2, "", 8, ""))
    assert found == [("ACGTACGT", 2), ("GGGTTTCC", 1)]
    assert counts["further reads of a molecule, by UMI"] == 1


@pytest.mark.parametrize(
    ("trim", "problem"),
    [
        (Trim(0, "", 6, ""), "most reads have 8 bases after what is cut off, and the ligand"),
        (Trim(0, "", 6, ""), "set `window: 8`, or selex.after to the constant bases after"),
        (Trim(0, "", 12, ""), "most reads have 8 bases, and their parts 12: 0 of a UMI, ''"),
        (
            Trim(0, "AC", 4, "TT"),
            "0% of the reads have TT after a ligand of 4 bases (100% of them",
        ),
    ],
)
def test_parts_that_do_not_fit_are_an_error(tmp_path: Path, trim: Trim, problem: str) -> None:
    with pytest.raises(InputError, match=containing(problem)):
        ligands(tmp_path, ["ACGTACGT"] * 3, trim)


def test_constant_ends_are_found_across_a_barcode() -> None:
    generator = np.random.default_rng(1)
    middles = [random_letters(12, number) for number in range(200)]
    codes = [
        alphabet.encode("TGG" + middle + "CC" + "AG"[generator.integers(2)] + "GTCG")
        for middle in middles
    ]
    assert constant_ends(np.stack(codes)) == ("TGG", "CCNGTCG")
    assert constant_ends(np.stack([alphabet.encode(middle) for middle in middles])) == ("", "")


def test_groups_join_ligands_that_differ_in_one_base_on_either_strand() -> None:
    words = ["ACGTTGCA", "ACGTTGCC", "GGCAACGT", "TTTTCCCC", "ACGATGGC"]
    codes = np.stack([alphabet.encode(word) for word in words])
    # GGCAACGT is ACGTTGCC's other strand; the last differs from all others in two bases or more.
    slow = [[same(a, b) for b in words] for a in words]
    found = groups_of(codes, np.ones(5, np.int64), RowCounts("reads"))
    expected = [0, 0, 0, 1, 2]
    assert found.tolist() == expected
    assert all(found[i] == found[j] for i, j in itertools.product(range(5), repeat=2) if slow[i][j])


def same(one: str, other: str) -> bool:
    turned = other[::-1].translate(str.maketrans("ACGT", "TGCA"))
    return any(sum(a != b for a, b in zip(one, own, strict=True)) <= 1 for own in (other, turned))


def test_where_most_ligands_are_one_base_apart_only_rare_ones_are_errors() -> None:
    # All words around a fixed site, so that chains of single bases join them all.
    ends = ["".join(letters) for letters in itertools.product("ACGT", repeat=3)]
    words = [one[0] + "GATTACAG" + one[1:] for one in ends]
    count = np.ones(len(words), np.int64)
    count[[3, 60]] = 9, 4
    log = RowCounts("reads")
    found = groups_of(np.stack([alphabet.encode(word) for word in words]), count, log)
    for number, word in enumerate(words):
        near = [at for at in (3, 60) if same(word, words[at])]
        if near and number not in (3, 60):
            assert found[number] == found[near[0]]
        elif not near:
            assert (found == found[number]).sum() == 1
    assert found[3] != found[60]
    ((step, reason, rows),) = log.rows
    assert step == "joined" and "twice as frequent" in reason
    assert rows == sum(any(same(word, words[at]) for at in (3, 60)) for word in words)


def write_cycle(path: Path, seed: int, share: float, count: int = 400) -> None:
    generator = np.random.default_rng(seed)
    reads = [random_letters(20, 10_000 * seed + number) for number in range(count)]
    for number in np.flatnonzero(generator.random(count) < share):
        reads[number] = reads[number][:7] + "CTAATTAG" + reads[number][15:]
    path.write_text("\n".join(reads) + "\n")


def build(folder: Path, cycles: dict[str, Path] | None = None, **changed) -> dict:
    """The tensor of some cycles' files; without any, of three of which the last is enriched."""
    if cycles is None:
        cycles = {f"cycle_{number}": folder / f"{number}.txt" for number in range(3)}
        for number, share in ((0, 0.0), (1, 0.1), (2, 0.7)):
            write_cycle(cycles[f"cycle_{number}"], number + 1, share)
    arguments = {
        "tensor": str(folder / "tensor.h5"), "row_counts": str(folder / "qc.tsv"),
        "experiment": "ALX4", "origins": {}, "expected": {}, "umi": 0, "before": "", "after": "",
        "positives": None, "least_distinct": 0.1, "most": 1000, "window": 20, "stored": 20,
        "method": "given", "ratio": 1, "shares": {"validation": 0.2, "test": 0.2}, "seed": 1,
        **{name: str(path) for name, path in cycles.items()},
    }  # fmt: skip
    build_tensor(**{**arguments, **changed})
    with h5py.File(folder / "tensor.h5") as opened:
        columns = {key: opened[key][:] for key in ("sequences", "targets", "split", "group")}
        return columns | {"attributes": dict(opened.attrs)}


def test_the_most_enriched_cycle_is_set_against_the_first(tmp_path: Path) -> None:
    found = build(tmp_path)
    assert found["attributes"]["positives"] == "cycle_2"
    assert found["targets"].sum() == 400 and len(found["targets"]) == 800
    information = json.loads(found["attributes"]["information"])
    assert 0 < information["cycle_1"] < information["cycle_2"]
    assert build(tmp_path, positives=1)["attributes"]["positives"] == "cycle_1"


def test_a_cycle_of_few_molecules_is_not_chosen(tmp_path: Path) -> None:
    files = {f"cycle_{number}": tmp_path / f"{number}.txt" for number in range(3)}
    for number, share in ((0, 0.0), (1, 0.5), (2, 0.9)):
        write_cycle(files[f"cycle_{number}"], number + 1, share)
    reads = files["cycle_2"].read_text().splitlines()
    files["cycle_2"].write_text("\n".join(reads * 20) + "\n")
    assert build(tmp_path, files)["attributes"]["positives"] == "cycle_1"
    found = build(tmp_path, files, least_distinct=0.01)
    assert found["attributes"]["positives"] == "cycle_2"


def test_the_choice_of_a_cycle_reads_training_ligands_alone() -> None:
    late = np.random.default_rng(1).integers(0, 4, (300, 20)).astype(np.uint8)
    first = np.random.default_rng(2).integers(0, 4, (300, 20)).astype(np.uint8)
    split = np.repeat(np.array([0, 1, 2], np.uint8), 100)
    late[100:, 6:14] = alphabet.encode("CTAATTAG")

    def cycles(codes: np.ndarray) -> Cycles:
        both = {"cycle_0": first, "cycle_1": codes}
        ligands = {name: Ligands(own, np.ones(300, np.int64)) for name, own in both.items()}
        parts = dict.fromkeys(both, split)
        return Cycles(ligands, parts, parts)

    other = late.copy()
    other[100:] = first[::-1][100:]
    assert information_of(cycles(late), 1) == information_of(cycles(other), 1)


def test_without_a_first_cycle_the_background_is_shuffled(tmp_path: Path) -> None:
    write_cycle(tmp_path / "2.txt", 3, 0.7)
    files = {"cycle_2": tmp_path / "2.txt"}
    found = build(tmp_path, files, method="dinucleotide_shuffle")
    assert found["attributes"]["background"] == "dinucleotide_shuffle"
    assert json.loads(found["attributes"]["information"])["cycle_2"] > 0
    ones, zeros = (found["sequences"][found["targets"][:, 0] == own] for own in (1, 0))
    assert (np.sort(ones, axis=1) == np.sort(zeros, axis=1)).all()
    splits = [found["split"][found["targets"][:, 0] == own] for own in (1, 0)]
    assert (splits[0] == splits[1]).all()


def test_positives_may_be_shuffled_although_there_is_a_first_cycle(tmp_path: Path) -> None:
    found = build(tmp_path, method="dinucleotide_shuffle", ratio=2)
    assert found["targets"].sum() == 400 and len(found["targets"]) == 1200


def test_no_ligand_nor_one_of_another_base_is_in_two_splits(tmp_path: Path) -> None:
    found = build(tmp_path)
    letters = [alphabet.decode(own) for own in found["sequences"]]
    pairs = itertools.combinations(range(len(letters)), 2)
    leaks = [
        (i, j) for i, j in pairs if found["split"][i] != found["split"][j]
        and same(letters[i], letters[j])
    ]  # fmt: skip
    assert leaks == []
    for number in np.unique(found["group"]):
        assert len(set(found["split"][found["group"] == number])) == 1


def test_a_background_ligand_that_is_a_positive_is_dropped_and_counted(tmp_path: Path) -> None:
    build(tmp_path)
    first = (tmp_path / "2.txt").read_text().split()[0]
    with (tmp_path / "0.txt").open("a") as handle:
        handle.write(first[::-1].translate(str.maketrans("ACGT", "TGCA")) + "\n")
    (tmp_path / "again").mkdir()
    found = build(tmp_path / "again", {name: tmp_path / f"{name[-1]}.txt" for name in CYCLES})
    assert len(found["targets"]) == 800
    counts = {reason: n for _, reason, n in read_row_counts(tmp_path / "again/qc.tsv")}
    assert counts["background that is a positive too"] == 1


def ended_cycles(folder: Path, shares: dict[int, float]) -> dict[str, Path]:
    """Reads that end with a barcode, CCAG in such a share of each cycle, else CCAT."""
    files = {}
    for number, share in shares.items():
        reads = [
            random_letters(12, 1000 * number + row) + ("CCAG" if row < 300 * share else "CCAT")
            for row in range(300)
        ]
        files[f"cycle_{number}"] = folder / f"ended{number}.txt"
        files[f"cycle_{number}"].write_text("\n".join(reads) + "\n")
    return files


@pytest.mark.parametrize(
    ("shares", "method", "told"),
    [
        ({0: 0.1, 1: 0.9}, "given", True),
        ({0: 0.9, 1: 0.9}, "given", False),
        # Shuffles have no constant ends.
        ({1: 0.9}, "dinucleotide_shuffle", True),
    ],
)
def test_untrimmed_ends_are_a_warning_that_says_whether_they_tell_positives(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, shares: dict, method: str, told: bool
) -> None:
    build(tmp_path, ended_cycles(tmp_path, shares), window=16, stored=16, method=method)
    (warned,) = [own for own in caplog.messages if "set selex.before or selex.after" in own]
    assert f"begin with '' and end with 'CCA{'T' if shares.get(0) == 0.1 else 'G'}'" in warned
    assert ("tells positives from background" in warned) is told
    assert "5' '' and 3' 'CCA" in str(read_row_counts(tmp_path / "qc.tsv"))


def test_trimmed_reads_have_no_such_warning(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    files = ended_cycles(tmp_path, {0: 0.4, 1: 0.9})
    build(tmp_path, files, window=12, stored=12, after="CCAG")
    assert [own for own in caplog.messages if "set selex.before or selex.after" in own] == []


def test_the_planted_8mer_is_the_most_enriched() -> None:
    generator = np.random.default_rng(3)
    first = generator.integers(0, 4, (500, 20)).astype(np.uint8)
    late = generator.integers(0, 4, (500, 20)).astype(np.uint8)
    late[:250, 6:14] = alphabet.encode("CTAATTAG")
    found = enrichment_of({"cycle_0": first, "cycle_3": late})
    best = kmer_names(8)[found.ratios[1].argmax()]
    assert best.tolist() == ["CTAATTAG", "CTAATTAG"]
    assert found.ratios[0] == pytest.approx(1)
    assert found.information[0] == pytest.approx(0) and found.information[1] > 0.1
