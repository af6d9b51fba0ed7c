import re
import time
from pathlib import Path

import pytest
from helpers import containing, write_lines

from bindery.errors import InputError
from bindery.study.experiments import columns, read_experiments
from bindery.study.reading.name_patterns import pattern_of

SHA = "0" * 64
HEADER = ("experiment", "peaks")


def read(tmp_path: Path, *rows: tuple) -> dict[str, dict[str, str]]:
    return read_experiments(write_lines(tmp_path / "table.tsv", rows))


def read_text(tmp_path: Path, text: str | bytes) -> dict[str, dict[str, str]]:
    path = tmp_path / "table.tsv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_experiments(path)


def test_absent_columns_have_their_defaults(tmp_path: Path) -> None:
    given = {"experiment": "Reb1", "protein": "Reb1", "assay": "peaks", "peaks": "reb1.bed"}
    found = read(tmp_path, HEADER, ("Reb1", "reb1.bed"))
    assert found == {"Reb1": dict.fromkeys(columns(), "") | given}
    assert {"sequences", "mpra", "sha256", "jaspar", "background", "skip"} <= found["Reb1"].keys()


def test_rows_keep_their_order_and_their_overrides(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        ("peaks", "experiment", "protein", "training.epochs", "window"),
        ("z.bed", "z", "Zap1", "5", "101"),
        ("a.bed", "a-1._x", "", "", ""),
    )
    assert list(found) == ["z", "a-1._x"]
    assert (found["z"]["protein"], found["z"]["training.epochs"], found["z"]["window"]) == (
        "Zap1",
        "5",
        "101",
    )
    assert found["a-1._x"]["training.epochs"] == ""


@pytest.mark.parametrize(
    "text",
    [
        "experiment\tpeaks\tskip\nA\ta.bed\nB\tb.bed\n",
        "experiment\tpeaks\tskip\r\nA\ta.bed\t\r\nB\tb.bed\t\r\n",
        "experiment\tpeaks\nA\ta.bed\nB\tb.bed",
        "\ufeffexperiment\tpeaks\n\n# a note\nA\t a.bed \n\t\nB\tb.bed\n\n",
        'experiment\tpeaks\n"A"\ta.bed\nB\t"b.bed"\n',
    ],
    ids=["short rows", "CRLF", "no last newline", "blank lines and notes", "quoted"],
)
def test_the_same_rows_are_read_from_every_kind_of_table(tmp_path: Path, text: str) -> None:
    found = read_text(tmp_path, text)
    assert [(name, row["peaks"]) for name, row in found.items()] == [("A", "a.bed"), ("B", "b.bed")]


def test_url_with_a_checksum_is_taken(tmp_path: Path) -> None:
    found = read(
        tmp_path, (*HEADER, "sha256"), ("A", "https://host/a.bed", SHA), ("B", "b.bed", "")
    )
    assert found["A"]["sha256"] == SHA


def test_the_assay_is_that_of_the_filled_column(tmp_path: Path) -> None:
    found = read(tmp_path, (*HEADER, "sequences"), ("A", "a.bed", ""), ("B", "", "b.fa"))
    assert {name: row["assay"] for name, row in found.items()} == {"A": "peaks", "B": "sequences"}
    alone = read(tmp_path, ("experiment", "sequences", "sha256"), ("A", "https://h/a.fa", SHA))
    assert alone["A"]["assay"] == "sequences" and alone["A"]["peaks"] == ""


def test_rows_are_handed_to_a_further_check(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "table.tsv", [HEADER, ("A", "a.bed"), (), ("B", "b.bed")])
    seen: list[tuple] = []
    read_experiments(path, lambda row, file, number: seen.append((row["experiment"], file, number)))
    assert seen == [("A", str(path), 2), ("B", str(path), 4)]


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("A b", 2),
        ("../x", 2),
        (".hidden", 2),
        ("-x", 2),
        ("a/b", 2),
        ("é", 2),
        ("", 2),
        ("{x}", 2),
        ("a\\b", 2),
    ],
)
def test_unsafe_name_is_refused(tmp_path: Path, name: str, row: int) -> None:
    text = f"table.tsv, row {row}: experiment '{name}' is not a valid name; use letters, digits"
    with pytest.raises(InputError, match=containing(text)):
        read(tmp_path, HEADER, (name, "a.bed"))


def test_name_that_stands_twice_is_refused(tmp_path: Path) -> None:
    text = "table.tsv, row 4: experiment 'A' is in row 2 already; give each experiment a"
    with pytest.raises(InputError, match=containing(text)):
        read(tmp_path, HEADER, ("A", "a.bed"), ("B", "b.bed"), ("A", "c.bed"))


@pytest.mark.parametrize(
    ("header", "row", "problem"),
    [
        (
            ("experiment",),
            ("A",),
            "row 1: there is no column 'peaks' or 'sequences' or 'clip' or 'methylation' or",
        ),
        (("peaks",), ("a.bed",), "row 1: there is no column 'experiment'"),
        ((), ("A",), "row 2: there is no column 'experiment'"),
        ((*HEADER, "peaks"), ("A", "a", "b"), "row 1: column 'peaks' appears twice; keep one"),
        (
            (*HEADER, "protien"),
            ("A", "a", "b"),
            "row 1: unknown column 'protien'; did you mean 'protein'? columns are experiment,",
        ),
        (
            (*HEADER, "split"),
            ("A", "a", "b"),
            "row 1: unknown column 'split'; name one of its keys, as 'split.key'",
        ),
        ((*HEADER, "genome.name"), ("A", "a", "b"), "row 1: unknown column 'genome.name'"),
        (
            HEADER,
            ("A", "a", "b"),
            "row 2: 3 cells, the header has 2; separate cells by one tab each",
        ),
        (HEADER, ("A", ""), "row 2: 'A' names no peaks; give a path or a URL in column 'peaks'"),
        ((*HEADER, "assay"), ("A", "a", "chip"), "row 2: assay 'chip' is not one of peaks"),
        (
            (*HEADER, "sha256"),
            ("A", "a", "xyz"),
            "row 2: sha256 'xyz' is not 64 hexadecimal digits",
        ),
        (
            HEADER,
            ("A", "https://host/a.bed"),
            "row 2: 'A' has a URL but no sha256; give the file's checksum",
        ),
        (HEADER, ("A", "s3://host/a.bed"), "row 2: 's3://host/a.bed' is not the URL of a file"),
        (
            (*HEADER, "sequences"),
            ("A", "a.bed", "a.fa"),
            "row 2: 'A' has peaks, but column 'sequences' is filled too; empty it, or make two",
        ),
        (
            (*HEADER, "sequences", "assay"),
            ("A", "a.bed", "a.fa", "sequences"),
            "row 2: 'A' has sequences, but column 'peaks' is filled too",
        ),
        (
            ("experiment", "sequences", "assay"),
            ("A", "", "sequences"),
            "row 2: 'A' names no sequences; give a path or a URL in column 'sequences'",
        ),
        (
            (*HEADER, "test_sequences"),
            ("A", "a.bed", "t.fa"),
            "row 2: 'A' has peaks, but column 'test_sequences' is filled too",
        ),
        (
            ("experiment", "sequences", "test_background"),
            ("A", "a.fa", "b.fa"),
            "row 2: column 'test_background' is filled, but 'test_sequences' is empty; name",
        ),
        (
            ("experiment", "sequences", "test_sequences", "sha256"),
            ("A", "https://host/a.fa", "https://host/t.fa", SHA),
            "row 2: 'A' has a URL but no test_sha256; give the file's checksum, as `sha256sum` "
            "prints it, in column 'test_sha256'",
        ),
        (
            ("experiment", "sequences", "test_sequences", "test_sha256"),
            ("A", "a.fa", "t.fa", "xyz"),
            "row 2: test_sha256 'xyz' is not 64 hexadecimal digits",
        ),
    ],
)
def test_bad_table_is_refused_by_row(
    tmp_path: Path, header: tuple, row: tuple, problem: str
) -> None:
    with pytest.raises(InputError, match=containing(problem)) as caught:
        read(tmp_path, header, row)
    assert str(caught.value).startswith(str(tmp_path / "table.tsv"))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "the experiments table is empty; give it a header"),
        ("experiment\tpeaks\n", "the experiments table has no rows; give it some"),
        ("experiment\tpeaks\n# A\ta.bed\n\n", "the experiments table has no rows"),
        ('experiment\tpeaks\nA\t"a.bed\nB\tb.bed\n', "row 2: a quotation mark is not closed"),
        (
            "experiment\tpeaks\nA\té.bed\n".encode("latin-1"),
            "this is not UTF-8 text; save the table",
        ),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, text: str | bytes, problem: str) -> None:
    with pytest.raises(InputError, match=containing(problem)) as caught:
        read_text(tmp_path, text)
    assert str(caught.value).startswith(str(tmp_path / "table.tsv"))


def test_absent_table_says_where_to_name_one(tmp_path: Path) -> None:
    with pytest.raises(
        InputError,
        match=containing("absent.tsv: there is no such experiments table; name one under"),
    ):
        read_experiments(tmp_path / "absent.tsv")


def test_a_pattern_of_names_matches_them_and_no_other() -> None:
    names = ["Reb1", "Reb1.again", "Rap1", "R-1", "Abf1", "a"]
    pattern = re.compile(f"^(?:{pattern_of(names)})/x$")
    others = ["Reb", "Reb1.", "Reb1xagain", "Rap", "Rap11", "R.1", "", "Reb1|Rap1", "b"]
    assert [name for name in names + others if pattern.match(f"{name}/x")] == names
    assert not re.match(pattern_of([]), "")


def test_a_pattern_of_thousands_of_names_is_quick_to_match() -> None:
    pattern = re.compile(pattern_of(f"E{number:05}" for number in range(0, 20000, 2)))
    started = time.process_time()
    for _ in range(1000):
        assert not pattern.fullmatch("E19999") and pattern.fullmatch("E19998")
    # The same names side by side take a hundred times as long.
    assert time.process_time() - started < 0.05
