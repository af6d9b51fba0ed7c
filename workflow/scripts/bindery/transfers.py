"""Download a file over a network that breaks, and know when it is whole. Standard library only."""

import errno
import gzip
import http.client
import time
import urllib.error
import urllib.request
import zlib
from os import PathLike
from pathlib import Path
from typing import Any

from bindery.errors import InputError
from bindery.files import BLOCK, is_gzip, sha256

ATTEMPTS = 5
# Seconds before the second attempt; each further one waits twice as long.
WAIT = 1.0
TIMEOUT = 60
BUSY = (408, 425, 429, 500, 502, 503, 504)
PARTIAL, NO_SUCH_RANGE = 206, 416
# What is wrong with this machine, and not with the network.
OF_THE_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)
NETWORK = (
    "check the address and the network, or put the file into a folder and name that folder under "
    "`mirrors:` in the config or in BINDERY_MIRRORS"
)


class _Cut(Exception):
    """The connection ended before the file did."""


def download(url: str, target: Path, *, is_checked: bool) -> None:
    """Download a file, and go on where a connection was cut.

    A file is whole if it has the length that the server tells, or ends as chunks do. Where neither
    is told, the end of gzip data counts, then what the server answers to a request for the length
    or for one byte, and last whether a second download is the same. A later download of another
    version starts anew.

    Args:
        url: address, http, https, ftp or file.
        target: where to put the file, which a failure may leave in part.
        is_checked: whether the caller compares a checksum, which tells better than a length.

    Raises:
        InputError: the address cannot be read, the server refuses, or the file does not come whole.
    """
    transfer = _Transfer(url, target)
    problem = ""
    for attempt in range(ATTEMPTS):
        if attempt:
            time.sleep(WAIT * 2 ** (attempt - 1))
        try:
            transfer.go_on()
            break
        except _Cut as cut:
            problem = str(cut)
    else:
        raise InputError(f"{problem}, in {ATTEMPTS} attempts", file=url, remedy=NETWORK)
    if not (transfer.is_whole or is_checked):
        _check_without_length(transfer)


def _check_without_length(transfer: "_Transfer") -> None:
    """Raise InputError unless a file of untold length is known to be whole."""
    url, target = transfer.url, transfer.target
    size = target.stat().st_size
    if is_gzip(target):
        if not _gzip_ends(target):
            raise InputError(
                f"the download stopped after {size} bytes: its gzip data does not end",
                file=url,
                remedy="run again",
            )
        return
    told = _length(url)
    if told is None:
        again = _Transfer(url, target.with_name(f"{target.name}.again"))
        try:
            again.go_on()
            same = sha256(again.target) == sha256(target)
            told = size if same else again.target.stat().st_size
        except _Cut:
            same = False
        finally:
            again.target.unlink(missing_ok=True)
        if not same:
            raise InputError(
                f"two downloads differ, of {size} bytes and of {told or 'fewer'}, and the server "
                "tells no length",
                file=url,
                remedy="give the file's SHA-256, or download it by other means and give its path",
            )
    elif told != size:
        raise InputError(
            f"the download stopped after {size} of {told} bytes", file=url, remedy="run again"
        )


class _Transfer:
    """One file on its way.

    Attributes:
        total: bytes of the whole file, None as long as the server has not told.
        is_whole: whether the file is known to be whole.
    """

    def __init__(self, url: str, target: Path):
        self.url, self.target = url, target
        self.total: int | None = None
        self.is_whole = False
        self._version: str | None = None
        target.write_bytes(b"")

    def go_on(self) -> None:
        """Fetch what is missing.

        Raises:
            _Cut: some is still missing.
            InputError: another attempt would fail too.
        """
        try:
            with _opened(self.url, self._range()) as response:
                self._copy(response)
        except urllib.error.HTTPError as error:
            if error.code == NO_SUCH_RANGE:
                self._restart()
            if error.code in (*BUSY, NO_SUCH_RANGE):
                raise _Cut(f"the download failed ({error})") from None
            raise _refused(self.url, error) from None
        except (TimeoutError, ConnectionError, http.client.IncompleteRead) as error:
            raise _Cut(f"the download failed ({error!r})") from None
        except (OSError, http.client.HTTPException) as error:
            if isinstance(error, OSError) and error.errno in OF_THE_DISK:
                raise
            raise _refused(self.url, error) from None
        size = self.target.stat().st_size
        if self.total is not None and size < self.total:
            raise _Cut(f"the download stopped after {size} of {self.total} bytes")
        if self.total is not None and size > self.total:
            self._restart()
            raise _Cut(f"the download has {size} bytes where {self.total} were told")
        self.is_whole = self.is_whole or self.total is not None

    def _range(self) -> dict[str, str]:
        """The headers that ask for what is missing; none where the version is not known."""
        size = self.target.stat().st_size
        if not size or self._version is None:
            return {}
        return {"Range": f"bytes={size}-", "If-Range": self._version}

    def _restart(self) -> None:
        self.target.write_bytes(b"")
        self.total = self._version = None

    def _copy(self, response: Any) -> None:
        if getattr(response, "status", None) == PARTIAL:
            start, total = _content_range(response.headers, self.url)
            if start != self.target.stat().st_size:
                self._restart()
                raise _Cut(f"the server went on at byte {start}")
            self.total = total if total is not None else self.total
        else:
            self._restart()
            self.total = _number(response.headers, "Content-Length", self.url)
        tag = response.headers.get("ETag")
        strong = tag if tag and not tag.startswith("W/") else None
        self._version = strong or response.headers.get("Last-Modified")
        with open(self.target, "ab") as handle:
            while block := response.read(BLOCK):
                handle.write(block)
        # Chunks have an end of their own; without it, reading fails.
        self.is_whole = bool(getattr(response, "chunked", False))


def _opened(url: str, headers: dict[str, str], method: str = "GET") -> Any:
    headers = {"User-Agent": "bindery", **headers}
    try:
        # A user may name a file of the machine's by `file:`, too.
        request = urllib.request.Request(url, headers=headers, method=method)  # noqa: S310
        return urllib.request.urlopen(request, timeout=TIMEOUT)  # noqa: S310
    except (http.client.InvalidURL, ValueError) as error:
        raise InputError(
            f"this address cannot be read ({error})",
            file=url,
            remedy="correct it; write a space as %20, for instance",
        ) from None


def _refused(url: str, error: Exception) -> InputError:
    return InputError(f"the download failed ({error})", file=url, remedy=NETWORK)


def _length(url: str) -> int | None:
    """The length of a file by a request for its header, or for its first byte; None if untold."""
    for method, headers in (("HEAD", {}), ("GET", {"Range": "bytes=0-0"})):
        try:
            with _opened(url, headers, method) as response:
                if getattr(response, "status", None) == PARTIAL:
                    _, told = _content_range(response.headers, url)
                elif method == "HEAD":
                    told = _number(response.headers, "Content-Length", url)
                else:
                    told = None
        except (OSError, http.client.HTTPException):
            continue
        if told is not None:
            return told
    return None


def _number(headers: Any, name: str, url: str) -> int | None:
    text = headers.get(name)
    if text is None:
        return None
    if not text.strip().isascii() or not text.strip().isdigit():
        raise InputError(
            f"the server's {name} is {text!r}, which is no number",
            file=url,
            remedy="download the file by other means and give its path",
        )
    return int(text)


def _content_range(headers: Any, url: str) -> tuple[int, int | None]:
    """First byte and length of the whole, from a header such as `bytes 100-199/200`."""
    text = headers.get("Content-Range") or ""
    span, _, whole = text.removeprefix("bytes").strip().partition("/")
    first = span.partition("-")[0]
    if not first.isdigit() or not (whole.isdigit() or whole == "*"):
        raise InputError(
            f"the server's Content-Range is {text!r}",
            file=url,
            remedy="download the file by other means and give its path",
        )
    return int(first), int(whole) if whole.isdigit() else None


def _gzip_ends(path: str | PathLike) -> bool:
    """Whether a file's gzip data is whole."""
    try:
        with gzip.open(path, "rb") as handle:
            while handle.read(BLOCK):
                pass
    except (EOFError, OSError, zlib.error):
        return False
    return True
