"""Fetch files from a URL, a mirror or a path, and check them. Standard library only."""

import contextlib
import gzip
import logging
import os
import shutil
import urllib.parse
import zlib
from collections.abc import Iterator
from os import PathLike
from pathlib import Path

from bindery.errors import InputError
from bindery.files import BLOCK, check_sha256, is_gzip, sha256, written
from bindery.formats import looks_like_html
from bindery.transfers import download

logger = logging.getLogger(__name__)


def is_url(source: str) -> bool:
    """Whether a source is a URL rather than a path."""
    return source.startswith(("http://", "https://", "ftp://", "file://"))


def _refuse_html(path: Path, origin: str) -> None:
    with open(path, "rb") as handle:
        if looks_like_html(handle.read(512)):
            raise InputError(
                "this is a web page, not a data file",
                file=origin,
                remedy="use the address of the file itself (on GitHub, the raw file's)",
            )


def mirror_folders() -> list[Path]:
    """The local folders that BINDERY_MIRRORS names; they are searched before a download."""
    return [Path(folder) for folder in os.environ.get("BINDERY_MIRRORS", "").split(":") if folder]


def _mirrored(name: str, expected: str | None) -> Iterator[tuple[Path, bool]]:
    """Files of the mirrors that may be the wanted one, and whether each has exactly its name.

    Where a checksum decides, files count too that were gzipped, or whose names begin otherwise.
    """
    # A URL may write a parenthesis as %28; the file's own name does not.
    names = dict.fromkeys((name, urllib.parse.unquote(name).rsplit("/", 1)[-1]))
    for folder in mirror_folders():
        exact = [folder / own for own in names if (folder / own).is_file()]
        yield from ((path, True) for path in exact)
        if expected is None or not folder.is_dir():
            continue
        ends = tuple(own.removesuffix(".gz") for own in names)
        for path in sorted(folder.iterdir()):
            if path not in exact and path.name.removesuffix(".gz").endswith(ends):
                yield path, False


def _copy_from_mirror(url: str, target: Path, expected: str | None) -> bool:
    """Copy the first mirrored file that has the URL's name and the right checksum, if any.

    A gzipped copy of a file that is served plain counts too; it is ungzipped.
    """
    name = url.rstrip("/").rsplit("/", 1)[-1]
    for candidate, is_exact in _mirrored(name, expected):
        if expected is None or sha256(candidate) == expected.lower():
            shutil.copyfile(candidate, target)
        elif not is_gzip(candidate) or not _unzipped(candidate, target, expected):
            if is_exact:
                text = "%s: skipped, its sha256 differs from that of the wanted file"
                logger.warning(text, candidate)
            continue
        logger.info("%s: taken from %s", url, candidate.parent)
        return True
    return False


def _unzipped(path: Path, target: Path, expected: str) -> bool:
    """Write a file's ungzipped content, if it has a checksum; whether it has."""
    try:
        with gzip.open(path, "rb") as content, open(target, "wb") as handle:
            shutil.copyfileobj(content, handle, BLOCK)
    except (OSError, EOFError, zlib.error):
        return False
    return sha256(target) == expected.lower()


def fetch(source: str, target: str | PathLike, expected: str | None = None) -> None:
    """Copy or download a file, unchanged, and check it.

    The folders in the environment variable BINDERY_MIRRORS (separated by ":") are searched first
    for a file with the name at the end of the URL, as written or percent-decoded. A mirrored file
    is used if its checksum is right; with a checksum, it may also be gzipped, and its name may have
    something before the URL's.

    A download that is cut goes on, and is taken only if it is known to be whole, see `transfers`.

    Args:
        source: URL (http, https, ftp, file) or path.
        target: where to put the file; it is written whole or not at all.
        expected: SHA-256 of the file, or None if unknown.

    Raises:
        InputError: the download failed or was cut short, the file is a web page, or its
            checksum is wrong.
    """
    with written(target) as temporary:
        if not is_url(source):
            with contextlib.suppress(shutil.SameFileError):
                if not Path(source).is_file():
                    raise InputError(
                        "there is no such file", file=source, remedy="correct the path"
                    )
                shutil.copyfile(source, temporary)
        elif not _copy_from_mirror(source, temporary, expected):
            download(source, temporary, is_checked=expected is not None)
        _refuse_html(temporary, source)
        check_sha256(temporary, expected, source)
