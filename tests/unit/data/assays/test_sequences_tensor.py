import itertools
import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
from helpers import containing, random_letters, sha256_of

from bindery import alphabet
from bindery.data import pools
from bindery.data.assays.sequences_tensor import build_tensor
from bindery.data.sequences import centred
from bindery.data.tensors import Tensor
from bindery.errors import InputError
from bindery.row_counts import read_row_counts

WINDOW = 30
Rows = list[dict[str, Any]]


def other_strand(letters: str) -> str:
    return alphabet.decode(alphabet.reverse_complement(alphabet.encode(letters)))


def many(count: int, seed: int, length: int = WINDOW) -> list[str]:
    letters = random_letters(count * length, seed)
    return [letters[at : at + length] for at in range(0, len(letters), length)]


def fasta(sequences: list[str], prefix: str = "s") -> str:
    return "".join(f">{prefix}{number}\n{text}\n" for number, text in enumerate(sequences))


def table(rows: Rows) -> str:
    columns = list(dict.fromkeys(key for row in rows for key in row))
    lines = ["\t".join(str(row.get(column, "")) for column in columns) for row in rows]
    return "\n".join(["\t".join(columns), *lines]) + "\n"


@pytest.fixture
def build(tmp_path: Path) -> Callable[..., Rows]:
    """Build a tensor of files given by their text; gives its rows as h5py reads them."""

    def run(sequences: str, **changed: Any) -> Rows:
        files = {"sequences": sequences}
        files |= {
            name: changed.pop(name)
            for name in ("background", "test_sequences", "test_background")
            if name in changed
        }
        for name, text in files.items():
            (tmp_path / name).write_text(text)
        settings = {
            "experiment": "Reb1",
            "origins": {},
            "expected": {},
            "window": WINDOW,
            "stored": WINDOW,
            "shares": {"validation": 0.2, "test": 0.3},
            "similarity": None,
            "max_unknown": 0.5,
            "method": "given" if "background" in files else "dinucleotide_shuffle",
            "ratio": 1,
            "seed": 3,
        } | changed
        build_tensor(
            **{name: str(tmp_path / name) for name in files},
            tensor=str(tmp_path / "tensor.h5"),
            row_counts=str(tmp_path / "qc"),
            **settings,
        )
        return rows_of(tmp_path / "tensor.h5")

    return run


def rows_of(path: Path) -> Rows:
    with h5py.File(path) as file:
        columns = {name: file[name][:] for name in ("sequences", "split", "group", "names")}
        columns["targets"] = file["targets"][:].tolist()
        if "strength" in file:
            columns["strength"] = file["strength"][:]
    rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    for row in rows:
        row["letters"] = "".join("ACGTN"[code] for code in row.pop("sequences"))
        row["name"], row["target"] = row.pop("names").decode(), row["targets"][0]
    return rows


def assert_no_leak(rows: Rows) -> None:
    complement = str.maketrans("ACGT", "TGCA")
    for earlier, later in ((0, 1), (0, 2), (1, 2)):
        seen = {row["letters"].strip("N") for row in rows if row["split"] == later}
        seen |= {letters.translate(complement)[::-1] for letters in seen}
        assert seen
        leaked = [
            row["name"]
            for row in rows
            if row["split"] == earlier and row["letters"].strip("N") in seen
        ]
        assert not leaked
    for _, members in itertools.groupby(sorted(rows, key=by_group), by_group):
        assert len({row["split"] for row in members}) == 1


def by_group(row: dict) -> int:
    return int(row["group"])


def row_counts(tmp_path: Path, wanted: str) -> dict[str, int]:
    return {
        reason: rows for step, reason, rows in read_row_counts(tmp_path / "qc") if step == wanted
    }


def split_by_letters(rows: Rows) -> dict[str, int]:
    return {row["letters"]: int(row["split"]) for row in rows if row["target"]}


def test_positives_alone_are_shuffled_and_split(build, tmp_path: Path) -> None:
    positives = many(60, 1)
    rows = build(fasta(positives), ratio=2)
    assert_no_leak(rows)
    assert [row["letters"] for row in rows if row["target"]] == positives
    shuffles = [row for row in rows if not row["target"]]
    assert len(shuffles) == 120
    sources = {row["name"]: row for row in rows if row["target"]}
    for row in shuffles:
        source = sources[row["name"].removeprefix("shuffle_of_")]
        assert Counter(itertools.pairwise(row["letters"])) == Counter(
            itertools.pairwise(source["letters"])
        )
        assert (row["group"], row["split"]) == (source["group"], source["split"])
    assert set(split_by_letters(rows).values()) == {0, 1, 2}
    kept = row_counts(tmp_path, "kept")
    assert sum(kept.values()) == len(rows) == 180
    assert row_counts(tmp_path, "made") == {"dinucleotide shuffles": 120}


def test_drawn_shares_are_about_those_asked_for(build) -> None:
    parts = Counter(split_by_letters(build(fasta(many(2000, 2)))).values())
    assert 340 < parts[1] < 460 and 530 < parts[2] < 670


def test_splits_depend_on_neither_order_nor_file_nor_strand_nor_name(build) -> None:
    positives = many(80, 3)
    first = split_by_letters(build(fasta(positives)))
    mixed = positives[:]
    random.Random(0).shuffle(mixed)
    assert split_by_letters(build(fasta(mixed, "other"))) == first
    half = split_by_letters(build(fasta(positives[:50])))
    assert half == {letters: first[letters] for letters in half}
    turned = split_by_letters(build(fasta([other_strand(letters) for letters in positives])))
    assert {other_strand(letters): part for letters, part in turned.items()} == first
    again = split_by_letters(build(fasta(positives), seed=4))
    assert again == first


def test_labelled_rows_are_taken_as_they_are(build, tmp_path: Path) -> None:
    rows = [{"sequence": text, "target": n % 2} for n, text in enumerate(many(60, 4))]
    found = build(table(rows))
    assert [(row["letters"], row["target"]) for row in found] == [
        (row["sequence"], row["target"]) for row in rows
    ]
    assert row_counts(tmp_path, "made") == {"dinucleotide shuffles": 0}
    with Tensor(tmp_path / "tensor.h5") as tensor:
        assert tensor.attributes["background"] == "labelled"
        assert np.isnan(tensor.strength()).all() and tensor.strength().shape == (60,)


def test_a_fasta_pair_is_positives_and_background(build, tmp_path: Path) -> None:
    positives, others = many(60, 5), many(50, 6)
    found = build(fasta(positives), background=fasta(others, "b"))
    assert [row["letters"] for row in found if row["target"]] == positives
    assert [row["letters"] for row in found if not row["target"]] == others
    assert_no_leak(found)
    with Tensor(tmp_path / "tensor.h5") as tensor:
        attributes = tensor.attributes
    assert attributes == {
        "schema_version": 1, "window": WINDOW, "stored_window": WINDOW,
        "assembly": "", "genome_digest": "", "seed": 3,
        "background": "given",
        "sequences_sha256": sha256_of(tmp_path / "sequences"),
        "background_sha256": sha256_of(tmp_path / "background"),
        "test_sequences_sha256": "", "test_background_sha256": "",
    }  # fmt: skip


def test_background_follows_the_splits_that_the_positives_tell(build) -> None:
    rows = [
        {"sequence": text, "split": ("train", "train", "validation", "test")[n % 4]}
        for n, text in enumerate(many(40, 7))
    ]
    found = build(table(rows), background=fasta(many(400, 8)))
    parts = Counter(int(row["split"]) for row in found if not row["target"])
    assert 150 < parts[0] < 250 and 60 < parts[1] < 140 and 60 < parts[2] < 140


def deepbind(numbers: range, seed: int, shuffled: bool) -> str:
    texts = dict(zip(numbers, many(len(numbers), seed), strict=True))
    lines = [f"A\tseq_{number:05}_peak\t{text}\t1" for number, text in texts.items()]
    if shuffled:
        lines += [
            f"A\tseq_{number:05}_shuf\t{other}\t0"
            for number, other in zip(numbers, many(len(numbers), seed + 1), strict=True)
        ]
    return "\n".join(["FoldID\tEventID\tseq\tBound", *lines]) + "\n"


def test_deepbinds_training_and_test_files(build) -> None:
    found = build(
        deepbind(range(1, 80, 2), 9, False), test_sequences=deepbind(range(2, 40, 2), 20, True)
    )
    assert_no_leak(found)
    test = {row["name"]: row for row in found if row["split"] == 2}
    assert len(test) == 38 and sum(row["target"] for row in test.values()) == 19
    assert not any(name.startswith("shuffle_of_") for name in test)
    pair = test["seq_00004_peak"], test["seq_00004_shuf"]
    assert pair[0]["group"] == pair[1]["group"]
    assert pair[0]["strength"] == pair[1]["strength"] == -2
    trained = {row["name"]: row for row in found if row["split"] != 2}
    assert len(trained) == 80 and {row["split"] for row in trained.values()} == {0, 1}
    for name in ("seq_00001_peak", "shuffle_of_seq_00001_peak"):
        assert trained[name]["strength"] == -1
    assert trained["seq_00079_peak"]["strength"] == -40


def test_a_test_file_of_positives_is_shuffled_too(build) -> None:
    found = build(fasta(many(40, 10)), test_sequences=fasta(many(10, 11), "t"))
    test = [row for row in found if row["split"] == 2]
    assert len(test) == 20 and sum(row["target"] for row in test) == 10


def test_a_test_pair_has_background_of_its_own(build) -> None:
    files = {
        "background": fasta(many(40, 13)),
        "test_sequences": fasta(many(10, 14)),
        "test_background": fasta(many(12, 15)),
    }
    found = build(fasta(many(40, 12)), **files)
    assert [row["letters"] for row in found if row["split"] == 2] == many(10, 14) + many(12, 15)


def test_training_gives_up_what_the_test_set_shares(build, tmp_path: Path) -> None:
    test, rest = many(20, 16), many(60, 17)
    long = random_letters(WINDOW + 5, 18)
    short = random_letters(WINDOW - 5, 19)
    shared = [test[0], other_strand(test[1]), other_strand(long), other_strand(short), test[2]]
    found = build(fasta([*shared, *rest]), test_sequences=fasta([*test, long, short], "t"), ratio=2)
    assert_no_leak(found)
    assert {row["letters"] for row in found if row["target"] and row["split"] < 2} == set(rest)
    dropped = row_counts(tmp_path, "dropped")
    assert dropped["sequence that is in a later split"] == 5
    assert dropped["shuffle of a dropped positive"] == 10


def test_rows_of_one_group_are_in_one_split_and_the_group_tells(build, tmp_path: Path) -> None:
    rows: Rows = [
        {"sequence": text, "target": n % 2, "group": f"g{n // 4}"}
        for n, text in enumerate(many(200, 21))
    ]
    found = build(table(rows))
    assert_no_leak(found)
    assert [row["group"] for row in found] == [n // 4 for n in range(200)]
    splits = ("train", "validation", "test")
    told = [row | {"split": splits[n // 4 % 3]} for n, row in enumerate(rows)]
    for row in told[:20:4]:
        row["split"] = "test"
    found = build(table(told))
    assert_no_leak(found)
    # Of five groups, four are not of the test set already: three rows of each are given up.
    assert row_counts(tmp_path, "dropped")["sequence whose group is in a later split"] == 12


def test_equal_sequences_share_a_group_and_a_split(build) -> None:
    positives = many(60, 22)
    found = build(fasta([*positives, *(other_strand(text) for text in positives)]))
    assert_no_leak(found)
    groups = [row["group"] for row in found if row["target"]]
    assert groups[:60] == groups[60:] and len(set(groups)) == 60


def test_background_that_is_a_positive_goes(build, tmp_path: Path) -> None:
    positives, others = many(60, 23), many(60, 24)
    copies = [positives[0], other_strand(positives[1])]
    found = build(fasta(positives), background=fasta([*copies, *others], "b"))
    assert [row["letters"] for row in found if not row["target"]] == others
    assert row_counts(tmp_path, "dropped")["background with the sequence of a positive"] == 2


@pytest.mark.parametrize(
    ("letters", "expected"),
    [
        ("ACGT", "ACGT"),
        ("AACGTT", "ACGT"),
        ("AACGT", "AACG"),
        ("CG", "NCGN"),
        ("ACG", "ACGN"),
        ("C", "NCNN"),
    ],
)
def test_sequences_are_cropped_and_padded_about_their_middle(letters: str, expected: str) -> None:
    assert alphabet.decode(centred(alphabet.encode(letters), 4)) == expected


@pytest.mark.parametrize("stored", [4, 5, 6, 7, 8, 12])
@pytest.mark.parametrize("letters", ["C", "CG", "ACG", "AACGT", "AACGTT", "TACCGATTGCA"])
def test_a_window_is_in_the_middle_of_what_is_stored_around_it(letters: str, stored: int) -> None:
    codes = alphabet.encode(letters)
    wide = alphabet.decode(centred(codes, 4, stored))
    first = stored // 2 - 2
    assert len(wide) == stored
    assert wide[first : first + 4] == alphabet.decode(centred(codes, 4))
    # Nothing but the sequence, as much of it as there is room for.
    assert wide.strip("N") in letters
    if stored == 12:
        assert wide.strip("N") == letters


@pytest.mark.parametrize("stored", [WINDOW + 1, WINDOW + 9, 3 * WINDOW])
def test_rows_of_sequences_are_the_same_however_many_bases_are_stored(
    build, tmp_path: Path, stored: int
) -> None:
    positives = [random_letters((12, WINDOW, 41, 70)[n % 4], 200 + n) for n in range(80)]
    # Two sequences with the same window, and with other bases around it.
    positives += ["A" * 9 + positives[1] + "C" * 9, "G" * 9 + positives[1] + "T" * 9]
    narrow = build(fasta(positives))
    counts = read_row_counts(tmp_path / "qc")
    wide = build(fasta(positives), stored=stored)
    assert read_row_counts(tmp_path / "qc") == counts
    first = stored // 2 - WINDOW // 2
    windows = [row["letters"] for row in narrow]
    whole = [row.pop("letters") for row in wide]
    assert [letters[first : first + WINDOW] for letters in whole] == windows
    assert wide == [{key: row[key] for key in row if key != "letters"} for row in narrow]
    of_shuffles = [letters for letters, row in zip(whole, wide, strict=True) if not row["target"]]
    sources = {row["name"]: letters for letters, row in zip(whole, wide, strict=True)}
    beside = [sources[row["name"].removeprefix("shuffle_of_")] for row in wide if not row["target"]]
    for own, source in zip(of_shuffles, beside, strict=True):
        for flank in (slice(0, first), slice(first + WINDOW, stored)):
            pairs = [Counter(itertools.pairwise(letters[flank])) for letters in (own, source)]
            assert pairs[0] == pairs[1]
    if stored > WINDOW + 1:
        assert of_shuffles != beside
        assert [o[:first] for o in of_shuffles] != [b[:first] for b in beside]
    with Tensor(tmp_path / "tensor.h5") as tensor:
        assert tensor.window == WINDOW
    with Tensor(tmp_path / "tensor.h5", stored) as tensor:
        rows = tensor.rows(np.arange(len(whole)))
    assert [alphabet.decode(codes) for codes in rows.sequences] == whole


def test_other_lengths_are_resized_counted_and_shuffled_unpadded(build, tmp_path: Path) -> None:
    lengths = [10, 14, WINDOW, WINDOW + 1, WINDOW + 9]
    positives = [random_letters(lengths[n % 5], 100 + n) for n in range(100)]
    found = build(fasta(positives))
    assert_no_leak(found)
    assert {len(row["letters"]) for row in found} == {WINDOW}
    assert row_counts(tmp_path, "resized") == {
        "longer than the window: its middle kept": 40,
        "shorter than the window: padded": 40,
    }
    by_name = {row["name"]: row["letters"] for row in found}
    for name in [row["name"] for row in found if not row["target"]]:
        shuffle, source = by_name[name], by_name[name.removeprefix("shuffle_of_")]
        assert shuffle.count("N") == source.count("N")
        assert len(shuffle.strip("N")) == len(source.strip("N")) in (10, 14, WINDOW)
        assert sorted(shuffle) == sorted(source)


def test_several_tasks_and_intensities(build, tmp_path: Path) -> None:
    rows = [
        {"sequence": text, "target_a": n % 2, "target_b": "" if n % 5 else n / 7}
        for n, text in enumerate(many(100, 25))
    ]
    test = [
        {"sequence": text, "target_b": n / 3, "target_a": n % 2}
        for n, text in enumerate(many(10, 26))
    ]
    found = build(table(rows), test_sequences=table(test))
    with Tensor(tmp_path / "tensor.h5") as tensor:
        assert tensor.tasks == ["a", "b"]
    assert np.isnan(found[1]["targets"][1]) and found[5]["targets"] == [1, pytest.approx(5 / 7)]
    assert found[-1]["targets"] == [1, 3]
    kept = row_counts(tmp_path, "kept")
    assert kept["test positive of a"] == 5 and kept["test measured sequence of b"] == 10


def test_positives_of_several_tasks_have_shuffles_where_they_were_measured(build) -> None:
    rows = [
        {"sequence": text, "target_a": "1" if n % 3 else "", "target_b": 1}
        for n, text in enumerate(many(100, 27))
    ]
    found = build(table(rows))
    shuffle = {row["name"]: row["targets"] for row in found}
    assert shuffle["shuffle_of_sequence_2"] == [0, 0]
    assert (
        np.isnan(shuffle["shuffle_of_sequence_1"][0]) and shuffle["shuffle_of_sequence_1"][1] == 0
    )


def test_rows_that_tell_nothing_are_counted(build, tmp_path: Path) -> None:
    rows: Rows = [{"sequence": text, "target": n % 2} for n, text in enumerate(many(60, 28))]
    rows += [{"sequence": "N" * WINDOW, "target": 1}, {"sequence": many(1, 29)[0], "target": "NA"}]
    assert len(build(table(rows))) == 60
    dropped = row_counts(tmp_path, "dropped")
    assert dropped["sequences without a known base"] == 1
    assert dropped["sequences measured in no task"] == 1


def test_strength_is_read_and_shuffles_have_their_sources(build, tmp_path: Path) -> None:
    rows = [{"sequence": text, "strength": n / 2} for n, text in enumerate(many(60, 30))]
    found = build(table(rows))
    assert [row["strength"] for row in found] == [n / 2 for n in range(60)] * 2
    with Tensor(tmp_path / "tensor.h5") as tensor:
        assert tensor.strength().dtype == np.float32
        assert tensor.names()[0] == "sequence_1"


def test_same_seed_same_bytes_and_another_seed_other_shuffles(build, tmp_path: Path) -> None:
    text = fasta(many(60, 31))
    first = build(text)
    digest = sha256_of(tmp_path / "tensor.h5")
    assert build(text) == first and sha256_of(tmp_path / "tensor.h5") == digest
    other = build(text, seed=4)
    assert [row["letters"] for row in other] != [row["letters"] for row in first]


@pytest.mark.parametrize("at_once", [1, 7])
def test_every_block_of_shuffles_is_made(
    build, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(pools, "ROWS_AT_ONCE", at_once)
    found = build(fasta(many(40, 32)))
    for one, other in zip(found[:40], found[40:], strict=True):
        assert sorted(one["letters"]) == sorted(other["letters"])


SOME = fasta(many(40, 33))
LABELLED = table([{"sequence": text, "target": n % 2} for n, text in enumerate(many(60, 34))])


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        ({"method": "given"}, "sequences: the file has only positives, and no column 'background'"),
        (
            {"background": SOME, "test_sequences": SOME},
            "test_sequences: the file has only positives, and no column 'test_background' names",
        ),
        (
            {"sequences": LABELLED, "background": SOME},
            "sequences: the file has targets other than 1, and column 'background' names",
        ),
        ({"background": LABELLED}, "background: this file is named in column 'background' and has"),
        (
            {"test_sequences": "sequence\ttarget_x\nACGT\t1\n"},
            "test_sequences: the file's tasks are x; those of ",
        ),
        ({"shares": {"validation": 0, "test": 0.3}}, "sequences: no positive is left for valid"),
        ({"expected": {"sequences": "0" * 64}}, "sequences: sha256 is "),
        ({"sequences": "sequence\ttarget\nACGT\t0\nCCGT\t0\n"}, "no positive is left for train"),
        (
            {"sequences": "sequence\ttarget\nACGT\tNA\n"},
            "sequences: none of its 1 sequences has a target, and at most 50% of",
        ),
        ({"origins": {"sequences": "https://a.org/s.fa"}, "method": "given"}, "https://a.org/s.fa"),
    ],
)
def test_bad_input_is_refused_in_one_line(build, tmp_path: Path, files: dict, problem: str) -> None:
    with pytest.raises(InputError, match=containing(problem)) as caught:
        build(**({"sequences": SOME} | files))
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "tensor.h5").exists() and not list(tmp_path.glob(".*"))


def test_short_windows_of_a_selex_make_a_tensor(build) -> None:
    found = build(fasta(many(3000, 35, 14)), window=14, stored=14)
    assert_no_leak(found)
    sizes = Counter(int(row["group"]) for row in found)
    assert max(sizes.values()) < 20


@pytest.mark.parametrize("turned", [False, True])
def test_homologues_stay_in_one_split_if_asked(build: Callable[..., Rows], turned: bool) -> None:
    families = []
    for text in many(40, seed=5):
        other = text[4:] + "ACGT"
        families.append((text, other_strand(other) if turned else other))
    rows = fasta([own for family in families for own in family])

    def splits(similarity: float | None) -> list[set[int]]:
        found = {row["letters"]: row["split"] for row in build(rows, similarity=similarity)}
        return [{found[own] for own in family if own in found} for family in families]

    assert max(map(len, splits(None))) == 2
    assert set(map(len, splits(0.5))) == {1}
    groups = {row["letters"]: row["group"] for row in build(rows, similarity=0.5)}
    assert all(groups[one] == groups[other] for one, other in families)
    assert len({groups[one] for one, _ in families}) == 40
