import gzip
import json
import math
import os
from pathlib import Path

import pytest
from helpers import containing, left_behind

from bindery.errors import InputError
from bindery.files import (
    check_sha256,
    is_gzip,
    opened,
    sha256,
    write_gzip,
    write_json,
    write_text,
    written,
)
from bindery.formats import looks_like_html

BODY = b"chr1\t1\t2\n" * 500
EMPTY_SHA = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_written_file_appears_whole(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "file.txt"
    with written(path) as temporary:
        temporary.write_text("done")
        assert temporary.parent == path.parent
        assert not path.exists()
    assert path.read_text() == "done"
    assert left_behind(path) == ["file.txt"]


@pytest.mark.parametrize("before", [None, "old"])
def test_failed_writing_leaves_what_was_there(tmp_path: Path, before: str | None) -> None:
    path = tmp_path / "made" / "file.txt"
    if before is not None:
        write_text(path, before)
    with pytest.raises(RuntimeError, match="half way"), written(path) as temporary:
        temporary.write_text("half")
        raise RuntimeError("half way")
    assert left_behind(path) == ([] if before is None else ["file.txt"])
    assert before is None or path.read_text() == before


def test_text_may_be_of_any_language(tmp_path: Path) -> None:
    write_text(tmp_path / "a.txt", "Ångström β\n")
    assert (tmp_path / "a.txt").read_bytes() == "Ångström β\n".encode()


def test_json_has_the_digits_asked_for(tmp_path: Path) -> None:
    value = {"b": [1 / 3, {"c": math.nan}], "a": 12345678, "d": True, "e": None}
    write_json(tmp_path / "a.json", value, digits=3)
    text = (tmp_path / "a.json").read_text()
    assert text.startswith('{\n "b": [\n  0.333,') and text.endswith("}\n")
    expected = {"b": [0.333, {"c": None}], "a": 12345678, "d": True, "e": None}
    assert json.loads(text) == expected


def test_json_keeps_floats_as_they_are_unless_told(tmp_path: Path) -> None:
    write_json(tmp_path / "a.json", {"b": 1 / 3, "a": math.inf}, sort_keys=True)
    text = (tmp_path / "a.json").read_text()
    assert text == f'{{\n "a": Infinity,\n "b": {1 / 3}\n}}\n'


def test_gzip_bytes_depend_on_the_text_alone(tmp_path: Path) -> None:
    for name in ("one.gz", "two.gz"):
        write_gzip(tmp_path / name, "β\n" * 100)
    os.utime(tmp_path / "one.gz", (0, 0))
    one = (tmp_path / "one.gz").read_bytes()
    assert one == (tmp_path / "two.gz").read_bytes()
    assert gzip.decompress(one).decode() == "β\n" * 100
    assert one[4:8] == b"\0\0\0\0"


def test_sha256_is_that_of_the_command(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    assert sha256(tmp_path / "empty") == EMPTY_SHA
    check_sha256(tmp_path / "empty", EMPTY_SHA)
    check_sha256(tmp_path / "empty", EMPTY_SHA.upper())
    check_sha256(tmp_path / "empty", None)
    with pytest.raises(InputError, match=f"empty: sha256 is {EMPTY_SHA}, not {'0' * 64}; the file"):
        check_sha256(tmp_path / "empty", "0" * 64)


@pytest.mark.parametrize("name", ["a.txt", "a.gz"])
def test_gzip_is_known_by_content(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    for content, expected in ((BODY, False), (gzip.compress(BODY), True)):
        path.write_bytes(content)
        assert is_gzip(path) is expected
        with opened(path) as handle:
            assert handle.read() == BODY
    path.write_bytes(b"")
    assert not is_gzip(path)


@pytest.mark.parametrize(
    "content",
    [
        gzip.compress(BODY, mtime=0)[:-8],
        gzip.compress(BODY, mtime=0)[:30],
        gzip.compress(BODY, mtime=0)[:-8] + b"\0" * 8,
        gzip.compress(BODY, mtime=0) + b"garbage",
        b"\x1f\x8b\x08 not gzip at all",
    ],
    ids=["no trailer", "cut", "wrong trailer", "garbage after", "magic alone"],
)
def test_damaged_gzip_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.gz").write_bytes(content)
    with (
        pytest.raises(InputError, match=containing("http://x/a.gz: the gzip data is truncated or")),
        opened(tmp_path / "a.gz", "http://x/a.gz") as handle,
    ):
        handle.read()


def test_file_that_is_absent_or_a_folder_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "no", tmp_path):
        with pytest.raises(InputError, match="there is no such file"), opened(path):
            pass


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (b"<!DOCTYPE html>", True),
        (b"  \n<HTML lang=en>", True),
        (b"<head>", True),
        (b"<?xml version='1.0'?>", True),
        (b"chr1\t1\t2", False),
        (b">chr1 <html>", False),
        (b"", False),
    ],
)
def test_web_pages_are_told_by_their_start(start: bytes, expected: bool) -> None:
    assert looks_like_html(start) is expected
