import gzip
from pathlib import Path

import numpy as np
import pytest
from helpers import containing, intervals, positions, write_lines

from bindery.errors import InputError
from bindery.genomics.intervals import from_rows
from bindery.genomics.peak_files import read_bed, write_bed

NARROWPEAK = ("chr1", 100, 300, "peak", 870, "+", 12.5, 3.2, -1, 40)
BROADPEAK = NARROWPEAK[:9]


def read_text(tmp_path: Path, text: str | bytes):
    path = tmp_path / "peaks.bed"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_bed(path)


@pytest.mark.parametrize(
    ("columns", "name", "score", "strand", "summit"),
    [
        (3, ".", 0, ".", -1),
        (4, "peak", 0, ".", -1),
        (5, "peak", 870, ".", -1),
        (6, "peak", 870, "+", -1),
        (9, "peak", 12.5, "+", -1),
        (10, "peak", 12.5, "+", 140),
    ],
)
def test_each_format_gives_its_columns(
    tmp_path: Path, columns: int, name: str, score: float, strand: str, summit: int
) -> None:
    found = read_bed(write_lines(tmp_path / "peaks", [NARROWPEAK[:columns]]))
    assert positions(found) == [("chr1", 100, 300)]
    assert found.name.tolist() == [name]
    assert found.score.tolist() == [score]
    assert found.strand.tolist() == [strand]
    assert found.summit.tolist() == [summit]
    assert found.row.tolist() == [1]


def test_columns_have_their_kinds(tmp_path: Path) -> None:
    for found in (read_bed(write_lines(tmp_path / "peaks", [NARROWPEAK])), from_rows([])):
        kinds = [column.dtype for column in vars(found).values()]
        whole, number = np.dtype(np.int64), np.dtype(np.float64)
        text = np.dtype(object)
        assert kinds == [text, whole, whole, text, number, text, whole, whole]


def test_narrowpeak_without_a_summit_has_none(tmp_path: Path) -> None:
    found = read_bed(write_lines(tmp_path / "peaks", [(*BROADPEAK, -1)]))
    assert found.summit.tolist() == [-1]


def test_headers_comments_and_blank_lines_are_passed_over(tmp_path: Path) -> None:
    text = 'track name="x"\nbrowser position chr1\n# note\n\nchr1\t1\t2\n  \nchr1\t3\t4\n#end'
    found = read_text(tmp_path, text)
    assert positions(found) == [("chr1", 1, 2), ("chr1", 3, 4)]
    assert found.row.tolist() == [5, 7]


@pytest.mark.parametrize(
    "text",
    [
        "chr1\t1\t2\nchr2\t3\t4\n",
        "chr1\t1\t2\nchr2\t3\t4",
        "chr1\t1\t2\r\nchr2\t3\t4\r\n",
        "chr1 1 2\nchr2   3 4\n",
        gzip.compress(b"chr1\t1\t2\nchr2\t3\t4\n"),
        gzip.compress(b"chr1\t1\t2\n") + gzip.compress(b"chr2\t3\t4\n"),
        "\ufeffchr1\t1\t2\nchr2\t3\t4\n",
    ],
    ids=[
        "plain",
        "no last newline",
        "CRLF",
        "spaces",
        "gzip",
        "two gzip members",
        "byte-order mark",
    ],
)
def test_the_same_rows_are_read_from_every_kind_of_file(tmp_path: Path, text: str | bytes) -> None:
    assert positions(read_text(tmp_path, text)) == [("chr1", 1, 2), ("chr2", 3, 4)]


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing\n", 'track name="x"\n'])
def test_file_without_rows_gives_no_intervals(tmp_path: Path, text: str) -> None:
    assert len(read_text(tmp_path, text)) == 0


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("chr1\t-1\t5", "start -1 is negative; correct it"),
        ("chr1\t5\t5", "start 5 is not below end 5; BED is 0-based and half-open"),
        ("chr1\t6\t5", "start 6 is not below end 5"),
        ("chr1\t1.5\t5", "start '1.5' is not a whole number"),
        ("chr1\t1\t1e3", "end '1e3' is not a whole number"),
        ("chr1\t1_0\t20", "start '1_0' is not a whole number"),
        ("chr1\t\t20", "start '' is not a whole number"),
        (f"chr1\t1\t{10**20}", f"end '{10**20}' is not a whole number"),
        ("chr1\t1\tx", "end 'x' is not a whole number; if this row is a header, begin it with '#'"),
        ("chr1\tx", "2 columns; give BED3 to BED6 (3-6 columns), broadPeak (9) or narrowPeak (10)"),
        ("chr1", "1 columns"),
        ("\t".join("chr1 1 5 a 0 . 1 1 1 9".split()), "summit 9 is outside its peak of 4 bases"),
    ],
)
def test_bad_row_is_named(tmp_path: Path, line: str, problem: str) -> None:
    with pytest.raises(InputError, match=containing(problem)) as caught:
        read_text(tmp_path, f"# first line\n\n{line}\n")
    assert str(caught.value).startswith(f"{tmp_path / 'peaks.bed'}, row 3: ")


def test_rows_of_another_width_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=containing("row 2: 4 columns, but 3 in the rows above")):
        read_text(tmp_path, "chr1\t1\t2\nchr1\t3\t4\tname\n")


@pytest.mark.parametrize("start", ["<!DOCTYPE html>\n", "<html><body>", "\n  <HTML>", "<?xml ?>"])
def test_web_page_is_told_from_a_bed(tmp_path: Path, start: str) -> None:
    with pytest.raises(
        InputError, match="this is a web page, not a BED file; use the address of the"
    ):
        read_text(tmp_path, f"{start}\n<title>404</title>\n")


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"row 2: this is not UTF-8 text; save it as UTF-8"):
        read_text(tmp_path, b"chr1\t1\t2\nchr1\t1\t2\t\xff\xfe\n")


def test_truncated_gzip_is_refused(tmp_path: Path) -> None:
    lines = "".join(f"chr1\t{n}\t{n + 7}\n" for n in range(5000))
    with pytest.raises(InputError, match="the gzip data is truncated or damaged"):
        read_text(tmp_path, gzip.compress(lines.encode())[:-20])


def test_absent_file_is_named_as_the_user_knows_it(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=containing("http://host/a.bed: there is no such file")):
        read_bed(tmp_path / "absent.bed", "http://host/a.bed")


def test_written_bed_reads_back(tmp_path: Path) -> None:
    found = intervals(
        ("chr1", 0, 5, "a", 0.1 + 0.2, "+", 3, 1), ("chrII", 7, 9, ".", 1000.0, "-", -1, 2)
    )
    path = tmp_path / "out.bed"
    write_bed(path, found)
    assert path.read_text() == "chr1\t0\t5\ta\t0.30000000000000004\t+\nchrII\t7\t9\t.\t1000\t-\n"
    again = read_bed(path)
    for column in ("chrom", "start", "end", "name", "score", "strand"):
        assert getattr(again, column).tolist() == getattr(found, column).tolist()


def test_no_intervals_are_written_as_an_empty_file(tmp_path: Path) -> None:
    write_bed(tmp_path / "out.bed", from_rows([]))
    assert (tmp_path / "out.bed").read_bytes() == b""


def test_selection_is_by_mask_or_index_and_leaves_the_original() -> None:
    found = intervals(("a", 1, 2), ("b", 3, 4), ("c", 5, 6))
    assert positions(found.select(np.array([True, False, True]))) == [("a", 1, 2), ("c", 5, 6)]
    assert positions(found.select(np.array([2, 0]))) == [("c", 5, 6), ("a", 1, 2)]
    found.select(np.arange(3)).start[0] = 99
    assert found.start[0] == 1


def test_sorting_follows_the_order_given_then_start_and_end() -> None:
    found = intervals(("a", 5, 9), ("b", 1, 2), ("a", 5, 7), ("a", 1, 9))
    assert positions(found.sorted(["b", "a"])) == [
        ("b", 1, 2),
        ("a", 1, 9),
        ("a", 5, 7),
        ("a", 5, 9),
    ]
    assert len(from_rows([]).sorted(["a"])) == 0
