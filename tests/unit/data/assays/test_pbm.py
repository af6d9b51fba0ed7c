from pathlib import Path

import numpy as np
import pytest
from helpers import containing
from inputs.microarrays_cases import CASES, Case, Read
from inputs.microarrays_cases import PROBES as LETTERS

from bindery import alphabet, tsv
from bindery.data.assays.pbm import linker_of, read_probes
from bindery.data.assays.pbm_tensor import _divided, build_tensor
from bindery.data.tensors import Tensor
from bindery.errors import InputError
from bindery.row_counts import RowCounts, read_row_counts

A, B = LETTERS
HOW = {"column": None, "subtract_background": False, "max_unknown": 0.1}


def read(tmp_path: Path, text: str, **changed) -> tuple[list[str], list[float], RowCounts]:
    path = tmp_path / "array.txt"
    path.write_text(text)
    log = RowCounts("array.txt")
    found = read_probes(path, file="array.txt", log=log, **{**HOW, **changed})
    return [alphabet.decode(own) for own in found.codes], found.signal.tolist(), log


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_table_of_probes_is_read_as_meant_or_named(case: Case, tmp_path: Path) -> None:
    if isinstance(case.expected, Read):
        letters, signal, log = read(tmp_path, case.content)
        assert (letters, signal) == ([A, B], [5.0, 7.5])
        log.write(tmp_path / "qc.tsv")
        reasons = [row["reason"] for row in tsv.read(tmp_path / "qc.tsv")]
        assert f"spots, intensity of column {case.expected.column}" in reasons
        return
    with pytest.raises(InputError, match=containing(case.expected)) as caught:
        read(tmp_path, case.content)
    assert str(caught.value).startswith("array.txt") and "\n" not in str(caught.value)


def test_bad_spots_are_dropped_and_counted(tmp_path: Path) -> None:
    rows = [
        "Sequence\tSignal\tFlags",
        f"{A}\t5\t0",
        f"{A}T\t6\t-100",
        f"{A}C\t4\t100",
        "\t7\t0",
        f"{B}\t\t0",
        "NNNNNNNNNA\t8\t0",
        f"{B}\t9\tbad",
    ]
    letters, signal, log = read(tmp_path, "\n".join(rows))
    assert (letters, signal) == ([A, A + "C"], [5.0, 4.0])
    log.write(tmp_path / "qc.tsv")
    rows_of = tsv.read(tmp_path / "qc.tsv")
    counts = {(row["step"], row["reason"]): int(row["rows"]) for row in rows_of}
    assert counts["dropped", "spots flagged"] == 2
    assert counts["dropped", "spots without a sequence"] == 1
    assert counts["dropped", "spots without an intensity"] == 1
    assert counts["dropped", "probes of too many unknown bases"] == 1
    assert counts["read", "spots, intensity of column Signal"] == 7


def test_a_column_can_be_named_and_background_subtracted(tmp_path: Path) -> None:
    text = f"Sequence\tSignal_Mean\tSignal_Median\tBackground_Mean\n{A}\t5\t6\t1\n{B}\t7\t8\t2\n"
    assert read(tmp_path, text)[1] == [5, 7]
    assert read(tmp_path, text, column="Signal_Median")[1] == [6, 8]
    assert read(tmp_path, text, subtract_background=True)[1] == [4, 5]


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"column": "Norm"}, "there is no column 'Norm', which pbm.column names; it has 1 (seq"),
        ({"subtract_background": True}, "there is no column of background to subtract"),
    ],
)
def test_a_setting_that_the_table_cannot_have_is_one_line(
    tmp_path: Path, changed: dict, problem: str
) -> None:
    text = f"{A}\t5\n"
    with pytest.raises(InputError, match=containing(problem)) as caught:
        read(tmp_path, text, **changed)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("letters", "length"),
    [
        (["AACCGGTTGGTTCC", "TTAACCGGGGTTCC"], 6),
        (["AACCGGTTACG", "CCAACCGGACG"], 0),
        (["AACCGGTTA", "CCAACCGGC"], 0),
        # All that they have is the same; a probe is left.
        (["AACCGGTTAACC", "CCAACCGGTTAACC"], 4),
    ],
)
def test_the_linker_is_the_end_that_all_probes_share(letters: list[str], length: int) -> None:
    found, has = linker_of([alphabet.encode(own) for own in letters])
    assert found == length and has.all()


def test_controls_that_end_otherwise_hide_no_linker(tmp_path: Path) -> None:
    write_array(tmp_path / "one.txt", 1, linker="GTCTGTGTTCCG")
    with (tmp_path / "one.txt").open("a") as handle:
        handle.write(f"{A}\t5\t1\n{B * 4}\t6\t1\n")
    with build(tmp_path) as tensor:
        assert (
            len(tensor.split_rows(0)) + len(tensor.split_rows(1)) + len(tensor.split_rows(2)) == 60
        )
        assert tensor.attributes["linker"] == "GTCTGTGTTCCG"
    counts = [(row["reason"], row["rows"]) for row in tsv.read(tmp_path / "qc.tsv")]
    assert ("probes without the linker of the others", "2") in counts


def write_array(path: Path, seed: int, count: int = 60, linker: str = "") -> list[str]:
    generator = np.random.default_rng(seed)
    letters = ["".join(generator.choice(list("ACGT"), 20)) + linker for _ in range(count)]
    values = generator.lognormal(8, 0.5, count)
    lines = [f"{own}\t{value:.2f}\t100" for own, value in zip(letters, values, strict=True)]
    path.write_text("\n".join(lines) + "\n")
    return letters


def build(folder: Path, **changed) -> Tensor:
    arguments = {
        "pbm": str(folder / "one.txt"), "tensor": str(folder / "tensor.h5"),
        "row_counts": str(folder / "qc.tsv"), "experiment": "Foxo1", "origins": {}, "expected": {},
        "column": None, "subtract_background": False, "trim_linker": True, "window": 24,
        "stored": 24, "shares": {"validation": 0.2, "test": 0.2}, "max_unknown": 0.1, "seed": 1,
    }  # fmt: skip
    build_tensor(**{**arguments, **changed})
    return Tensor(folder / "tensor.h5")


def test_the_second_array_is_the_test_set(tmp_path: Path) -> None:
    write_array(tmp_path / "one.txt", 1)
    letters = write_array(tmp_path / "two.txt", 2)
    with build(tmp_path, test_pbm=str(tmp_path / "two.txt")) as tensor:
        test = tensor.rows(tensor.split_rows(2)).sequences
        assert [alphabet.decode(own)[2:22] for own in test] == letters
        assert len(tensor.split_rows(0)) + len(tensor.split_rows(1)) == 60
        assert 4 <= len(tensor.split_rows(1)) <= 20


def test_a_probe_of_both_arrays_or_its_reverse_complement_is_for_testing(tmp_path: Path) -> None:
    letters = write_array(tmp_path / "one.txt", 1)
    write_array(tmp_path / "two.txt", 2)
    other = str.maketrans("ACGT", "TGCA")
    with (tmp_path / "two.txt").open("a") as handle:
        handle.write(f"{letters[0]}\t5\t1\n{letters[1][::-1].translate(other)}\t6\t1\n")
    with build(tmp_path, test_pbm=str(tmp_path / "two.txt")) as tensor:
        assert len(tensor.split_rows(2)) == 62
        assert len(tensor.split_rows(0)) + len(tensor.split_rows(1)) == 58
    counts = [(row["reason"], row["rows"]) for row in tsv.read(tmp_path / "qc.tsv")]
    assert ("probes whose sequence is in a later split", "2") in counts


@pytest.mark.parametrize("trim", [True, False])
def test_the_linker_is_said_and_cut_off_by_option(tmp_path: Path, trim: bool) -> None:
    letters = write_array(tmp_path / "one.txt", 1, linker="GTCTGTGTTCCG")
    with build(tmp_path, trim_linker=trim, window=32, stored=32) as tensor:
        codes = tensor.rows(np.arange(60)).sequences
        assert tensor.attributes["linker"] == "GTCTGTGTTCCG"
    shown = [alphabet.decode(own).strip("N") for own in codes]
    assert shown == [own[:20] if trim else own for own in letters]
    text = str(read_row_counts(tmp_path / "qc.tsv"))
    assert f"of probes, a linker: {'cut off' if trim else 'kept'}" in text


def test_intensities_are_divided_by_their_medians_over_experiments(tmp_path: Path) -> None:
    rows = {"one": (4.0, 6.0, 9.0), "two": (2.0, 8.0), "three": (6.0, 2.0)}
    probes = [A * 2, B * 2, (A + B)]
    for name, values in rows.items():
        lines = [f"{probe}\t{value}\n" for probe, value in zip(probes, values, strict=False)]
        (tmp_path / f"{name}.txt").write_text("".join(lines))
    others = [str(tmp_path / f"{name}.txt") for name in ("two", "three")]
    log = RowCounts("one.txt")
    array = read_probes(tmp_path / "one.txt", file="one.txt", log=log, **HOW)
    found = _divided({"pbm": array}, others, HOW, log)["pbm"]
    # Medians 4 and 6; the third probe is on no other array.
    assert found.signal.tolist() == [1.0, 1.0]


def test_no_median_without_arrays_of_the_same_design(tmp_path: Path) -> None:
    write_array(tmp_path / "one.txt", 1)
    write_array(tmp_path / "two.txt", 2)
    with pytest.raises(InputError, match="no probe of this array is in that of another experiment"):
        build(tmp_path, others=[str(tmp_path / "two.txt")])


def test_an_array_that_another_experiment_has_too_is_one_measurement(tmp_path: Path) -> None:
    write_array(tmp_path / "one.txt", 1)
    (tmp_path / "again.txt").write_bytes((tmp_path / "one.txt").read_bytes())
    with pytest.raises(InputError, match="no probe of this array is in that of another experiment"):
        build(tmp_path, others=[str(tmp_path / "again.txt")])


def test_a_split_without_probes_is_an_error(tmp_path: Path) -> None:
    write_array(tmp_path / "one.txt", 1, count=4)
    with pytest.raises(InputError, match="no probe is left for "):
        build(tmp_path, shares={"validation": 0.0, "test": 0.2})
