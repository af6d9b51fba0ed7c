import gzip
import math
from pathlib import Path

import numpy as np
import pytest

from bindery import tsv
from bindery.errors import InputError

ROWS = [('a "b', 1, 0.123456789, None), ("2", 0, math.nan, "x")]


def test_a_table_is_written_and_read_back(tmp_path: Path) -> None:
    path = tmp_path / "t.tsv"
    tsv.write(path, ("name", "count", "value", "note"), ROWS)
    assert path.read_text() == 'name\tcount\tvalue\tnote\na "b\t1\t0.123456789\t\n2\t0\tnan\tx\n'
    first, second = tsv.read(path)
    assert first == {"name": 'a "b', "count": "1", "value": "0.123456789", "note": ""}
    assert second["name"] == "2"
    first, second = tsv.read_numbers(path, ("name", "note"))
    assert first == {"name": 'a "b', "count": 1, "value": 0.123456789, "note": None}
    assert second["name"] == "2" and math.isnan(second["value"])


def test_floats_have_the_digits_asked_for(tmp_path: Path) -> None:
    rows = [(1 / 3, 3), (np.float64(1e-9 / 3), np.int64(1234567))]
    tsv.write(tmp_path / "t.tsv", ("x", "n"), rows, digits=".3g")
    assert (tmp_path / "t.tsv").read_text() == "x\tn\n0.333\t3\n3.33e-10\t1234567\n"


def test_a_comment_stands_above_the_header(tmp_path: Path) -> None:
    tsv.write(tmp_path / "t.tsv", ("x",), [], comment="nothing found")
    assert (tmp_path / "t.tsv").read_text() == "# nothing found\nx\n"


def test_gzip_is_read_as_text_is(tmp_path: Path) -> None:
    for name, gzipped in (("t.tsv", False), ("t.tsv.gz", True)):
        tsv.write(tmp_path / name, ("name", "x"), [("β", 1)], gzipped=gzipped)
        assert tsv.read(tmp_path / name) == [{"name": "β", "x": "1"}]
    plain = gzip.decompress((tmp_path / "t.tsv.gz").read_bytes())
    assert plain == (tmp_path / "t.tsv").read_bytes()


def test_a_table_without_rows_reads_as_none(tmp_path: Path) -> None:
    for columns in (("x", "y"), ()):
        tsv.write(tmp_path / "t.tsv", columns, [])
        assert tsv.read(tmp_path / "t.tsv") == tsv.read_numbers(tmp_path / "t.tsv") == []


def test_an_absent_table_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no\.tsv: there is no such file"):
        tsv.read(tmp_path / "no.tsv")
