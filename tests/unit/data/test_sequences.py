import gzip
from pathlib import Path

import pytest
from helpers import containing

from bindery import alphabet
from bindery.data.sequences import read_sequences, windowed
from bindery.errors import InputError
from bindery.formats import is_bed


def write(tmp_path: Path, content: str | bytes) -> Path:
    path = tmp_path / "sequences"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def read(tmp_path: Path, content: str | bytes) -> list[tuple]:
    records = read_sequences(write(tmp_path, content))
    return [(r.name, alphabet.decode(r.codes), r.split, r.row) for r in records]


def test_fasta_gives_names_sequences_and_rows(tmp_path: Path) -> None:
    text = ">one description\nACGT\nacn\n>two\n\nUR\n>\nGG"
    assert read(tmp_path, text) == [
        ("one", "ACGTACN", None, 1),
        ("two", "TN", None, 4),
        ("sequence_3", "GG", None, 7),
    ]


def test_table_gives_names_splits_and_rows(tmp_path: Path) -> None:
    text = "split\tname\tsequence\tother\ntest\tone\tACGT\tx\n\t\tacg\t\n"
    assert read(tmp_path, text) == [
        ("one", "ACGT", "test", 2),
        ("sequence_2", "ACG", None, 3),
    ]


def test_table_needs_no_more_than_sequences(tmp_path: Path) -> None:
    assert read(tmp_path, "sequence\nACGT") == [("sequence_1", "ACGT", None, 2)]


@pytest.mark.parametrize("text", [">a\nACGT\n>b\nCC\n", "name\tsequence\na\tACGT\nb\tCC\n"])
@pytest.mark.parametrize("change", ["CRLF", "gzip", "no last newline", "byte-order mark"])
def test_the_same_sequences_are_read_from_every_kind_of_file(
    tmp_path: Path, text: str, change: str
) -> None:
    content = {
        "CRLF": text.replace("\n", "\r\n").encode(),
        "gzip": gzip.compress(text.encode()),
        "no last newline": text.rstrip("\n").encode(),
        "byte-order mark": text.encode("utf-8-sig"),
    }[change]
    found = [(name, letters) for name, letters, *_ in read(tmp_path, content)]
    assert found == [("a", "ACGT"), ("b", "CC")]
    assert not is_bed(write(tmp_path, content))


def test_blank_lines_of_a_table_count_as_rows(tmp_path: Path) -> None:
    assert [row for *_, row in read(tmp_path, "sequence\n\nACGT\n\nCC\n")] == [3, 5]
    with pytest.raises(InputError, match="row 4: the sequence is empty"):
        read(tmp_path, "name\tsequence\n\na\tACGT\nb\t\n")


def test_quotes_around_cells_of_a_table_are_no_letters(tmp_path: Path) -> None:
    found = read(tmp_path, '"name"\tsequence\n"a"\t"ACGT"\n5\'\tCC\n')
    assert [name for name, *_ in found] == ["a", "5'"]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("", "this file is neither FASTA nor a table of sequences"),
        ("ACGT\n", "row 1: this file is neither FASTA nor a table of sequences; start with"),
        ("sequence\n", "the file has no sequences; give FASTA or TSV with rows"),
        ("name\tsequence\na\tACGT\nb\t\n", "row 3: the sequence is empty"),
        ("name\tsequence\na\tACGT\nb\n", "row 3: the sequence is empty"),
        (">a\n>b\nACGT\n", "row 1: this sequence is empty"),
        (">a\nACGT\n>b\n", "row 3: this sequence is empty"),
        ("<html><body>", "this is a web page, not sequences"),
        (b">a\nAC\xff\xfeGT\n", "this is not text"),
        (
            gzip.compress(b">a\n" + b"ACGTTGCA" * 999, mtime=0)[:-9],
            "the gzip data is truncated or damaged",
        ),
    ],
)
def test_bad_file_is_refused(tmp_path: Path, content: str | bytes, problem: str) -> None:
    with pytest.raises(InputError, match=containing(problem)) as caught:
        read(tmp_path, content)
    assert str(caught.value).startswith(str(tmp_path / "sequences"))


def test_error_names_the_file_as_the_user_knows_it(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"^http://host/a\.fa"):
        read_sequences(write(tmp_path, ""), "http://host/a.fa")


@pytest.mark.parametrize(
    ("letters", "window", "middle"),
    [
        ("ACGTA", 5, "ACGTA"),
        ("ACGTA", 3, "CGT"),
        ("ACGTA", 2, "CG"),
        ("ACGT", 3, "ACG"),
        ("ACGT", 1, "C"),
    ],
)
def test_window_is_the_middle_of_a_sequence(
    tmp_path: Path, letters: str, window: int, middle: str
) -> None:
    record = read_sequences(write(tmp_path, f">a\n{letters}\n"))[0]
    assert alphabet.decode(windowed(record, window, "a.fa")) == middle


def test_sequence_shorter_than_the_window_is_refused(tmp_path: Path) -> None:
    record = read_sequences(write(tmp_path, ">z\nA\n>a\nACGT\n"))[1]
    with pytest.raises(
        InputError, match=containing("a.fa, row 3: 'a' has 4 bases, and the window 5")
    ):
        windowed(record, 5, "a.fa")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("chr1\t1\t2\n", True),
        ("# note\nchr1\t1\t2\n", True),
        ("", True),
        (">a\nACGT\n", False),
        ("sequence\nACGT\n", False),
        ("name\tsequence\r\na\tACGT\r\n", False),
        ("name\tsequence", False),
    ],
)
def test_bed_is_what_is_neither_fasta_nor_table(tmp_path: Path, text: str, expected: bool) -> None:
    assert is_bed(write(tmp_path, text)) is expected
