"""Files: written whole or not at all, checked by content, fetched from a URL or a mirror."""

import contextlib
import gzip
import hashlib
import http.client
import logging
import os
import shutil
import urllib.parse
import urllib.request
import zlib
from collections.abc import Iterator
from os import PathLike
from pathlib import Path
from typing import IO, Any

from bindery.errors import InputError
from bindery.settings import is_url

logger = logging.getLogger(__name__)

BLOCK = 1 << 20
GZIP_MAGIC = b"\x1f\x8b"


@contextlib.contextmanager
def written(path: str | PathLike) -> Iterator[Path]:
    """Yield a name beside `path` to write to; it takes `path`'s place only when all went well."""
    final = Path(path)
    final.parent.mkdir(parents=True, exist_ok=True)
    temporary = final.with_name(f".{os.getpid()}.{final.name}")
    try:
        yield temporary
        os.replace(temporary, final)
    finally:
        temporary.unlink(missing_ok=True)


def write_text(path: str | PathLike, text: str) -> None:
    """Write a text file whole or not at all."""
    with written(path) as temporary:
        temporary.write_text(text)


def write_gzip(path: str | PathLike, text: str) -> None:
    """Write a gzipped text file whose bytes depend on the text alone (no name, no time)."""
    with (
        written(path) as temporary,
        open(temporary, "wb") as raw,
        gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0, compresslevel=6) as handle,
    ):
        handle.write(text.encode())


def sha256(path: str | PathLike) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal, as `sha256sum` prints it."""
    with open(path, "rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def check_sha256(path: str | PathLike, expected: str | None, origin: str | None = None) -> None:
    """Raise InputError unless the file's SHA-256 is the expected one (None accepts any)."""
    if expected is None:
        return
    found = sha256(path)
    if found != expected.lower():
        raise InputError(
            f"sha256 is {found}, not {expected}",
            file=origin or path,
            remedy="the file differs from the one that the table or config names: fetch it anew, "
            "or correct the sha256 if the new file is the one you mean",
        )


def is_gzip(path: str | PathLike) -> bool:
    """Whether the file starts as gzip does, whatever its name."""
    with open(path, "rb") as handle:
        return handle.read(2) == GZIP_MAGIC


@contextlib.contextmanager
def opened(path: str | PathLike, origin: str | None = None) -> Iterator[IO[bytes]]:
    """Open a file, gzipped or not, for reading bytes.

    Args:
        path: the file.
        origin: the name that errors give it (a URL, say); the path if absent.

    Raises:
        InputError: the file is absent, or is gzip and ends too early or is damaged.
    """
    name = origin or path
    if not Path(path).is_file():
        raise InputError("there is no such file", file=name, remedy="correct the path")
    opener: Any = gzip.open if is_gzip(path) else open
    try:
        with opener(path, "rb") as handle:
            yield handle
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise InputError(
            f"the gzip data is truncated or damaged ({error})",
            file=name,
            remedy="fetch or compress the file again",
        ) from None


def looks_like_html(start: bytes) -> bool:
    """Whether the first bytes of a file are those of a web page."""
    head = start.lstrip().lower()
    return head.startswith((b"<!doctype html", b"<html", b"<head", b"<?xml"))


def is_bed(path: str | PathLike) -> bool:
    """Whether a file looks like BED: no FASTA, and no table with a `sequence` column."""
    with opened(path) as handle:
        line = handle.readline().decode("utf-8-sig", errors="replace")
    return not line.startswith(">") and "sequence" not in line.rstrip("\r\n").split("\t")


def _refuse_html(path: Path, origin: str) -> None:
    with open(path, "rb") as handle:
        if looks_like_html(handle.read(512)):
            raise InputError(
                "this is a web page, not a data file",
                file=origin,
                remedy="use the address of the file itself (on GitHub, the raw file's)",
            )


def mirror_folders() -> list[Path]:
    """The local folders to search before a download, which BINDERY_MIRRORS names."""
    return [Path(folder) for folder in os.environ.get("BINDERY_MIRRORS", "").split(":") if folder]


def _copy_from_mirror(url: str, target: Path, expected: str | None) -> bool:
    """Copy the first mirrored file of the URL's name whose checksum fits, if there is one."""
    name = url.rstrip("/").rsplit("/", 1)[-1]
    # A URL writes a parenthesis as %28, the file's own name does not.
    names = dict.fromkeys((name, urllib.parse.unquote(name).rsplit("/", 1)[-1]))
    for candidate in (folder / name for folder in mirror_folders() for name in names):
        if not candidate.is_file():
            continue
        if expected is not None and sha256(candidate) != expected.lower():
            logger.warning("%s: sha256 differs from the wanted file's; passed over", candidate)
            continue
        shutil.copyfile(candidate, target)
        logger.info("%s: taken from %s", url, candidate.parent)
        return True
    return False


def _download(url: str, target: Path) -> None:
    request = urllib.request.Request(url, headers={"User-Agent": "bindery"})
    try:
        with urllib.request.urlopen(request, timeout=60) as response, open(target, "wb") as handle:
            shutil.copyfileobj(response, handle, BLOCK)
            length = response.headers.get("Content-Length")
    except (OSError, http.client.HTTPException) as error:
        raise InputError(
            f"the download failed ({error})",
            file=url,
            remedy="check the address and the network, or put the file into a folder and name "
            "that folder under `mirrors:` in the config or in BINDERY_MIRRORS",
        ) from None
    if length is not None and target.stat().st_size != int(length):
        raise InputError(
            f"the download ended after {target.stat().st_size} of {length} bytes",
            file=url,
            remedy="run again",
        )


def fetch(source: str, target: str | PathLike, expected: str | None = None) -> None:
    """Bring a file here, from a mirror, a URL or a path, unchanged and checked.

    The folders that the environment variable BINDERY_MIRRORS names (separated by ":") are searched
    first for a file of the URL's last path component, as it stands or percent-decoded; the checksum
    decides.

    Args:
        source: URL (http, https, ftp, file) or path.
        target: where it goes; it appears whole or not at all.
        expected: SHA-256 of its bytes, or None if unknown.

    Raises:
        InputError: the download failed or was cut short, the file is a web page, or its
            checksum is another.
    """
    with written(target) as temporary:
        if not is_url(source):
            with contextlib.suppress(shutil.SameFileError):
                if not Path(source).is_file():
                    raise InputError("there is no such file", file=source, remedy="correct it")
                shutil.copyfile(source, temporary)
        elif not _copy_from_mirror(source, temporary, expected):
            _download(source, temporary)
        _refuse_html(temporary, source)
        check_sha256(temporary, expected, source)


def fetch_recorded(*, source: str, target: str, recorded: str, expected: str | None) -> None:
    """Fetch a file whose checksum may not be known yet; the first one is held to afterwards.

    Args:
        source: URL or path.
        target: output.
        recorded: output that outlives reruns: the checksum at first use.
        expected: SHA-256, or None if unknown.
    """
    held = expected is None and Path(recorded).exists()
    if held:
        expected = Path(recorded).read_text().strip()
    try:
        fetch(source, target, expected)
    except InputError as error:
        if not held:
            raise
        raise InputError(f"{error} (remove {recorded} if the new file is right)") from None
    if expected is None:
        logger.warning("%s: no sha256 is known; recording what came, for later runs", source)
    write_text(recorded, sha256(target) + "\n")
