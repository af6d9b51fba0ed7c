"""Files of URLs, mirrors and paths."""

import gzip
import hashlib
import http.server
import logging
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers import containing, left_behind, sha256_of

from bindery import transfers
from bindery.downloads import fetch, is_url, mirror_folders
from bindery.errors import InputError
from bindery.files import sha256, write_text
from bindery.steps.fetch_beside_genome import fetch_beside_genome

BODY = b"chr1\t1\t2\n" * 500


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers a few paths well and the others badly."""

    def do_GET(self) -> None:
        answer = getattr(self, f"answer_{self.path.lstrip('/').split('.')[0]}", None)
        self.server.asked.append(self.path)  # type: ignore[attr-defined]
        if answer is None:
            self.send_error(404)
        else:
            answer()

    def _send(self, body: bytes, length: int | None = None, **headers: str) -> None:
        self.send_response(200)
        if length is not None:
            self.send_header("Content-Length", str(length))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def answer_good(self) -> None:
        self._send(BODY, len(BODY))

    def answer_unsized(self) -> None:
        self._send(BODY)

    def answer_short(self) -> None:
        self._send(BODY, len(BODY) + 1000)

    def answer_chunked(self) -> None:
        self.protocol_version = "HTTP/1.1"
        self._send(b"400\r\n" + b"x" * 10, Transfer_Encoding="chunked", Connection="close")
        self.close_connection = True

    def answer_page(self) -> None:
        self._send(b"\n<!DOCTYPE html><html>", 22)

    def answer_moved(self) -> None:
        self.send_response(302)
        self.send_header("Location", "/good.bed")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def server() -> Iterator[http.server.ThreadingHTTPServer]:
    found = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.asked = []  # type: ignore[attr-defined]
    threading.Thread(target=found.serve_forever, daemon=True).start()
    yield found
    found.shutdown()
    found.server_close()


@pytest.fixture
def host(server: http.server.ThreadingHTTPServer, monkeypatch: pytest.MonkeyPatch) -> str:
    server.asked.clear()  # type: ignore[attr-defined]
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setattr(transfers, "WAIT", 0)
    return f"http://127.0.0.1:{server.server_port}"


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "made" / "peaks.bed"


def write_mirror(folder: Path, content: bytes = BODY, name: str = "good.bed") -> str:
    folder.mkdir(parents=True)
    (folder / name).write_bytes(content)
    return str(folder)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("http://h/a", True),
        ("https://h/a", True),
        ("ftp://h/a", True),
        ("file:///a", True),
        ("a.bed", False),
        ("/a/b.bed", False),
        ("<resources>/a.bed", False),
        ("http/a.bed", False),
    ],
)
def test_urls_are_told_from_paths(source: str, expected: bool) -> None:
    assert is_url(source) is expected


@pytest.mark.parametrize("page", ["good.bed", "unsized.bed", "moved.bed"])
def test_download_is_whole_and_unchanged(host: str, target: Path, page: str) -> None:
    fetch(f"{host}/{page}", target)
    assert target.read_bytes() == BODY
    assert left_behind(target) == ["peaks.bed"]


def test_download_of_the_right_checksum_is_taken(host: str, target: Path, tmp_path: Path) -> None:
    (tmp_path / "body").write_bytes(BODY)
    fetch(f"{host}/good.bed", target, sha256_of(tmp_path / "body").upper())
    assert target.read_bytes() == BODY


@pytest.mark.parametrize(
    ("page", "expected", "problem"),
    [
        ("good.bed", "0" * 64, "sha256 is "),
        ("absent.bed", None, "the download failed (HTTP Error 404: Not Found); check the address"),
        (
            "short.bed",
            None,
            f"the download stopped after {len(BODY)} of {len(BODY) + 1000} bytes, in 5 attempts",
        ),
        ("chunked.bed", None, "the download failed (IncompleteRead"),
        (
            "page.bed",
            None,
            "this is a web page, not a data file; use the address of the file itself",
        ),
        ("page.bed", "0" * 64, "this is a web page, not a data file"),
        ("a b.bed", None, "this address cannot be read (URL can't contain control characters"),
    ],
)
def test_bad_download_is_refused_and_leaves_nothing(
    host: str, target: Path, page: str, expected: str | None, problem: str
) -> None:
    with pytest.raises(InputError, match=containing(f"{host}/{page}: {problem}")):
        fetch(f"{host}/{page}", target, expected)
    assert left_behind(target) == []


def test_bad_download_leaves_the_file_of_before(host: str, target: Path) -> None:
    write_text(target, "old")
    with pytest.raises(InputError, match="404"):
        fetch(f"{host}/absent.bed", target)
    assert target.read_text() == "old"
    assert left_behind(target) == ["peaks.bed"]


def test_unreachable_host_is_answered_with_what_to_do(target: Path) -> None:
    with pytest.raises(
        InputError, match=r"the download failed .*; check the address and the network, or put"
    ):
        fetch("http://127.0.0.1:9/a.bed", target)
    assert left_behind(target) == []


def test_mirror_goes_before_the_download(
    host: str, server, target: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "empty").mkdir()
    folders = (
        tmp_path / "absent",
        tmp_path / "empty",
        write_mirror(tmp_path / "mirror", b"mirrored"),
    )
    monkeypatch.setenv("BINDERY_MIRRORS", ":".join(map(str, folders)))
    fetch(f"{host}/good.bed", target)
    assert target.read_bytes() == b"mirrored"
    assert server.asked == []


@pytest.mark.parametrize("name", ["A_(sc-1).bed", "A_%28sc-1%29.bed"])
def test_mirrored_file_may_have_the_urls_name_or_its_own(
    name: str, target: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BINDERY_MIRRORS", write_mirror(tmp_path / "mirror", b"mirrored", name))
    fetch("https://example.invalid/data/A_%28sc-1%29.bed", target)
    assert target.read_bytes() == b"mirrored"


@pytest.mark.parametrize("name", ["good.bed.gz", "study_good.bed", "study_good.bed.gz"])
def test_with_a_checksum_a_mirrored_file_may_be_gzipped_or_have_a_longer_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    content = gzip.compress(BODY) if name.endswith(".gz") else BODY
    monkeypatch.setenv("BINDERY_MIRRORS", write_mirror(tmp_path / "mirror", content, name))
    target, url = tmp_path / "target", "http://nowhere.invalid/good.bed"
    fetch(url, target, hashlib.sha256(BODY).hexdigest())
    assert target.read_bytes() == BODY
    with pytest.raises(InputError, match="the download failed"):
        fetch(url, target, hashlib.sha256(b"other").hexdigest())
    with pytest.raises(InputError, match="the download failed"):
        fetch(url, target)


def test_mirrored_file_of_another_checksum_is_skipped(
    host: str,
    server,
    target: Path,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wrong = write_mirror(tmp_path / "wrong", b"another release")
    right = write_mirror(tmp_path / "right")
    expected = sha256_of(Path(right) / "good.bed")
    with caplog.at_level(logging.WARNING):
        monkeypatch.setenv("BINDERY_MIRRORS", f"{wrong}:{right}")
        fetch(f"{host}/good.bed", target, expected)
        assert server.asked == []
        monkeypatch.setenv("BINDERY_MIRRORS", wrong)
        fetch(f"{host}/good.bed", target, expected)
    assert server.asked == ["/good.bed"]
    assert target.read_bytes() == BODY
    assert (
        caplog.text.count(
            f"{wrong}/good.bed: skipped, its sha256 differs from that of the wanted file"
        )
        == 2
    )


def test_first_of_several_mirrors_is_taken(
    host: str, target: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = write_mirror(tmp_path / "one", b"one"), write_mirror(tmp_path / "two", b"two")
    assert mirror_folders() == []
    monkeypatch.setenv("BINDERY_MIRRORS", f":{two}::{one}:")
    assert mirror_folders() == [Path(two), Path(one)]
    fetch(f"{host}/good.bed", target)
    assert target.read_bytes() == b"two"


def test_local_file_is_copied_and_checked(
    tmp_path: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "source.bed"
    source.write_bytes(BODY)
    fetch(source.as_uri(), target, sha256_of(source))
    assert target.read_bytes() == BODY
    mirror = write_mirror(tmp_path / "m", b"another", "source.bed")
    monkeypatch.setenv("BINDERY_MIRRORS", mirror)
    fetch(str(source), target)
    assert target.read_bytes() == BODY
    with pytest.raises(InputError, match=r"absent\.bed: there is no such file"):
        fetch(str(tmp_path / "absent.bed"), target)
    assert left_behind(target) == ["peaks.bed"]


def test_later_fetches_need_the_checksum_of_the_first(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    source, recorded = tmp_path / "source.bed", tmp_path / "recorded"
    paths = {"source": str(source), "target": str(tmp_path / "t.bed"), "recorded": str(recorded)}
    source.write_bytes(BODY)
    with caplog.at_level(logging.WARNING):
        fetch_beside_genome(**paths, expected=None)
        fetch_beside_genome(**paths, expected=None)
    assert caplog.text.count("its sha256 is not known; that of the fetched file") == 1
    assert recorded.read_text() == sha256_of(source) + "\n"
    source.write_bytes(BODY + b"\n")
    with pytest.raises(InputError, match=f"not {sha256(tmp_path / 't.bed')}"):
        fetch_beside_genome(**paths, expected=None)
    fetch_beside_genome(**paths, expected=sha256_of(source))
    assert recorded.read_text() == sha256_of(source) + "\n"


def test_mirrored_file_may_be_gzipped_where_the_served_one_is_plain(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(
        "BINDERY_MIRRORS",
        write_mirror(tmp_path / "mirror", gzip.compress(b"mirrored"), "good.bed.gz"),
    )
    target, expected = tmp_path / "x", hashlib.sha256(b"mirrored").hexdigest()
    fetch("https://nowhere.invalid/good.bed", str(target), expected)
    assert target.read_bytes() == b"mirrored"
