"""Downloads over connections that break: what is taken is whole."""

import errno
import gzip
import http.server
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from helpers import containing

from bindery import transfers
from bindery.errors import InputError
from bindery.transfers import download

BODY = bytes(range(256)) * 40
PACKED = gzip.compress(b"chr1\t1\t2\n" * 500, mtime=0)


@dataclass
class Plan:
    """How a server answers.

    Attributes:
        body: the file.
        cuts: bytes after which the first connections end; later ones are whole.
        told: whether the length is told.
        ranges: whether it can begin within the file.
        head: whether it answers requests for the header, with the length.
        headers: further headers, or others in place of the usual ones.
        codes: statuses of the first answers, in place of the file.
        asked: what was asked: the method, and the range.
    """

    body: bytes = BODY
    cuts: list[int] = field(default_factory=list)
    told: bool = True
    ranges: bool = True
    head: bool = False
    headers: dict[str, str] = field(default_factory=dict)
    codes: list[int] = field(default_factory=list)
    asked: list[tuple[str, str | None]] = field(default_factory=list)


class Handler(http.server.BaseHTTPRequestHandler):
    def do_HEAD(self) -> None:
        plan = self.server.plan
        plan.asked.append(("HEAD", None))
        self.send_response(200 if plan.head else 405)
        if plan.head:
            self.send_header("Content-Length", str(len(plan.body)))
        self.end_headers()

    def do_GET(self) -> None:
        plan = self.server.plan
        wanted = self.headers.get("Range")
        plan.asked.append(("GET", wanted))
        if plan.codes:
            self.send_error(plan.codes.pop(0))
            return
        body, start = plan.body, 0
        same = self.headers.get("If-Range") in (None, plan.headers.get("ETag", '"1"'))
        if wanted and plan.ranges and same:
            first, last = wanted.removeprefix("bytes=").split("-")
            start = int(first)
            body = plan.body[start : int(last) + 1 if last else None]
            self.send_response(206)
            span = f"bytes {start}-{start + len(body) - 1}/{len(plan.body)}"
            self.send_header("Content-Range", plan.headers.get("Content-Range", span))
        else:
            self.send_response(200)
        own = {"ETag": '"1"', **({"Content-Length": str(len(body))} if plan.told else {})}
        for name, value in (own | plan.headers).items():
            if name != "Content-Range":
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body[: plan.cuts.pop(0) if plan.cuts else None])

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Callable]:
    """Download what a plan serves; give the content."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setattr(transfers, "WAIT", 0)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def taken(plan: Plan, *, is_checked: bool = False) -> bytes:
        server.plan = plan
        target = tmp_path / "target"
        download(f"http://127.0.0.1:{server.server_port}/a", target, is_checked=is_checked)
        assert [path.name for path in tmp_path.iterdir()] == ["target"]
        return target.read_bytes()

    yield taken
    server.shutdown()
    server.server_close()


def test_a_cut_download_goes_on_where_it_ended(served: Callable) -> None:
    plan = Plan(cuts=[1000, 0, 500])
    assert served(plan) == BODY
    assert [wanted for _, wanted in plan.asked] == [
        *(None, "bytes=1000-", "bytes=1000-", "bytes=1500-"),
    ]


def test_a_server_without_ranges_sends_all_of_it_again(served: Callable) -> None:
    plan = Plan(cuts=[1000], ranges=False)
    assert served(plan) == BODY and len(plan.asked) == 2


def test_another_version_is_not_joined_to_the_first_part(served: Callable) -> None:
    class Changing(Plan):
        @property
        def body(self) -> bytes:
            return BODY if len(self.asked) > 1 else BODY[::-1]

        @body.setter
        def body(self, _: bytes) -> None: ...

        @property
        def headers(self) -> dict[str, str]:
            return {"ETag": f'"{len(self.asked) > 1}"'}

        @headers.setter
        def headers(self, _: dict) -> None: ...

    assert served(Changing(cuts=[1000])) == BODY


@pytest.mark.parametrize("code", [429, 503])
def test_a_busy_server_is_asked_again(served: Callable, code: int) -> None:
    assert served(Plan(codes=[code, code])) == BODY


def test_a_range_that_is_refused_starts_anew(served: Callable) -> None:
    class Shrunk(Plan):
        @property
        def codes(self) -> list[int]:
            return [416] if len(self.asked) == 2 else []

        @codes.setter
        def codes(self, _: list[int]) -> None: ...

    assert served(Shrunk(cuts=[1000])) == BODY


def test_cuts_without_end_are_told(served: Callable) -> None:
    problem = f"the download stopped after 10 of {len(BODY)} bytes, in 5 attempts; check the"
    with pytest.raises(InputError, match=containing(problem)):
        served(Plan(cuts=[10] * 5, ranges=False))


@pytest.mark.parametrize("keep", [len(PACKED) - 1, len(PACKED) // 2])
def test_gzip_of_untold_length_has_to_end(served: Callable, keep: int) -> None:
    assert served(Plan(PACKED, told=False)) == PACKED
    problem = f"the download stopped after {keep} bytes: its gzip data does not end; run again"
    with pytest.raises(InputError, match=containing(problem)):
        served(Plan(PACKED, cuts=[keep], told=False))


@pytest.mark.parametrize("plan", [{"head": True}, {"head": False}])
def test_a_length_that_another_request_tells_counts(served: Callable, plan: dict) -> None:
    assert served(Plan(told=False, **plan)) == BODY
    problem = f"the download stopped after 999 of {len(BODY)} bytes; run again"
    with pytest.raises(InputError, match=containing(problem)):
        served(Plan(cuts=[999], told=False, **plan))


def test_without_any_length_two_downloads_have_to_be_the_same(served: Callable) -> None:
    assert served(Plan(told=False, ranges=False)) == BODY
    # The second download shows that the first one was cut: a request of a byte was in between.
    problem = f"two downloads differ, of 999 bytes and of {len(BODY)}, and the server tells no"
    with pytest.raises(InputError, match=containing(problem)):
        served(Plan(cuts=[999], told=False, ranges=False))


def test_with_a_checksum_no_length_is_asked_for(served: Callable) -> None:
    plan = Plan(told=False)
    assert served(plan, is_checked=True) == BODY and len(plan.asked) == 1


@pytest.mark.parametrize("length", ["many", "-5", "1e3", ""])
def test_a_length_that_is_no_number_is_one_line(served: Callable, length: str) -> None:
    problem = f"the server's Content-Length is {length!r}, which is no number; download the file"
    with pytest.raises(InputError, match=containing(problem)):
        served(Plan(headers={"Content-Length": length}))


@pytest.mark.parametrize("span", ["bytes x-y/z", "items 1-2/3", ""])
def test_a_range_that_cannot_be_read_is_one_line(served: Callable, span: str) -> None:
    with pytest.raises(InputError, match=containing(f"the server's Content-Range is {span!r}")):
        served(Plan(cuts=[1000], headers={"Content-Range": span}))


def test_a_server_that_goes_on_elsewhere_starts_anew(served: Callable) -> None:
    class Elsewhere(Plan):
        @property
        def headers(self) -> dict[str, str]:
            wrong = {"Content-Range": f"bytes 5-9/{len(BODY)}"}
            return wrong if len(self.asked) == 2 else {}

        @headers.setter
        def headers(self, _: dict) -> None: ...

    assert served(Elsewhere(cuts=[1000])) == BODY


@pytest.mark.parametrize(
    "url", ["http://[::1/a", "http://h:x/a", "http://h/\n", "http:///a", "http://" + "a" * 300]
)
def test_what_is_no_address_is_one_line(url: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=containing(str(InputError("", file=url)))):
        download(url, tmp_path / "target", is_checked=False)


class Chunked(http.server.BaseHTTPRequestHandler):
    """Sends the file in chunks, without its length."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.server.asked.append(self.command)
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for part in (BODY[:100], BODY[100:], b""):
            self.wfile.write(b"%x\r\n%s\r\n" % (len(part), part))

    def log_message(self, *_: object) -> None:
        pass


def test_a_file_in_chunks_is_whole_at_their_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Chunked)
    server.asked = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}/a"
    download(url, tmp_path / "target", is_checked=False)
    server.shutdown()
    server.server_close()
    assert (tmp_path / "target").read_bytes() == BODY and server.asked == ["GET"]


def test_a_full_disk_is_no_fault_of_the_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "source").write_bytes(BODY)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(transfers._Transfer, "_copy", full)
    with pytest.raises(OSError, match="No space left"):
        download((tmp_path / "source").as_uri(), tmp_path / "target", is_checked=False)
